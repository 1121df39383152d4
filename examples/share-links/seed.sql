-- What a first start begins with: three people, eight stories, and a logbook of a thousand days.
BEGIN IMMEDIATE;

INSERT INTO people (id, name, role) VALUES
  (1, 'Ada Ferrer', 'author'),
  (2, 'Bruno Okafor', 'editor'),
  (3, 'Chiyo Tanaka', 'guest');

INSERT INTO posts (kind, state, title, body) VALUES
  ('story', 'published', 'The keeper’s spare key', 'For thirty-one years the lighthouse on Gull Rock had one door, one lock and two keys. The first hung on a cord around the keeper’s neck. The second lay in a biscuit tin at the post office, and everybody in the village knew the tin.

“What if somebody takes it?” the inspector asked, every spring. “Then I hope they climb the stairs and check the lamp,” the keeper said, every spring, and poured the tea.

When she retired, forty people came to say that they had once borrowed the key. Nobody had ever said so before. The lamp had never been out for a single night.'),

  ('story', 'published', 'A door that opens one way', 'The old theater has a door in its side wall that opens only outward. It has no handle on the street. Children try it every evening, and every evening it does what it was built for: it stays shut, and lets people leave.

I like that door. It does not ask who you are. It asks a smaller question, in or out, and that question it answers without a mistake.

Most of what we call trust is like this. Not “may you come into my house”, but “may you water the plants on Tuesday”.'),

  ('story', 'published', 'What the locksmith taught me', 'On my first day she gave me a lock, a file and a blank, and said: “Make a key for this one, and for no other.” By noon I had a key that turned. By one o’clock she had opened three more locks with it.

“A key that opens too much is a broken key,” she said. “It only takes longer to notice.”

I filed for two more weeks. The key that I made then is on my ring today. It opens one drawer, in one cabinet, in a shop that closed long ago, and I am prouder of it than of anything I made since.'),

  ('story', 'published', 'Night boat to the island', 'The ticket for the night boat is good until sunrise. It says so in small letters, under the picture of the boat, and no one has read them since the printer did.

We sat on deck with our coats over our knees. Behind us the town went out, window by window. Ahead of us the lighthouse turned, and counted us in: seven seconds of dark, one of light.

At sunrise the conductor went around and collected the tickets, though they were worth nothing by then. “That is why I collect them now,” he said. “It saves an argument.”'),

  ('story', 'published', 'What the tide table leaves out', 'The table says when the water comes. It does not say that it comes up the slip first, then around the back, so that whoever waits at the front believes for a quarter of an hour that nothing has happened.

I have kept tide tables for eleven years, with a column of my own in pencil. It is headed “but”.'),

  ('story', 'published', 'Inventory of the lamp room, by hand, on the occasion of the handover from the retiring keeper to her successor, with remarks on everything that was lent and never asked back', 'One lamp, with its clockwork. Two wicks, trimmed. One brass can, dented on the side that faces the stairs. Four chairs, of which three are ours.

Lent: the long ladder (to the chapel), the short ladder (to whoever has it), the good scissors.'),

  ('story', 'draft', 'Letter to the harbor office, not sent', 'Sirs, you ask for the names of those who have a key. I can give you the names of those who gave one back.

This letter is a draft, and will be one for some time.'),

  ('story', 'draft', 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 'A name that somebody painted on a boat that was too short for it. The last six letters go around the stern.

To be finished when the boat is back.');

INSERT INTO posts (kind, state, title, body)
WITH RECURSIVE days (n, day) AS (
  SELECT 0, '1931-01-01'
  UNION ALL
  SELECT n + 1, date(day, '+1 day') FROM days WHERE n < 999
)
SELECT
  'log',
  'published',
  'Logbook of Gull Rock, ' || day,
  'Wind ' || substr('NESW', 1 + (n * 7) % 4, 1) || ' ' || (n * 5 % 9) || ', glass ' || (29 + n % 3) || ' inches. Lamp lit at '
    || (16 + n % 5) || ':' || substr('0' || (n * 13 % 60), -2) || ', out at sunrise. '
    || CASE n % 7 WHEN 0 THEN 'The supply boat came.' WHEN 3 THEN 'Fog until noon; horn sounded.' ELSE 'Nothing to report.' END
FROM days;

COMMIT;
