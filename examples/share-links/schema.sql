-- What every start runs: the table, and the first posts where there are none yet.
BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS post (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  body TEXT NOT NULL -- paragraphs, with an empty line between them
) STRICT;

INSERT INTO post (title, body)
SELECT * FROM (VALUES
  ('The keeper’s spare key', 'For thirty-one years the lighthouse on Gull Rock had one door, one lock and two keys. The first hung on a cord around the keeper’s neck. The second lay in a biscuit tin at the post office, and everybody in the village knew the tin.

“What if somebody takes it?” the inspector asked, every spring. “Then I hope they climb the stairs and check the lamp,” the keeper said, every spring, and poured the tea.

When she retired, forty people came to say that they had once borrowed the key. Nobody had ever said so before. The lamp had never been out for a single night.'),

  ('A door that opens one way', 'The old theater has a door in its side wall that opens only outward. It has no handle on the street. Children try it every evening, and every evening it does what it was built for: it stays shut, and lets people leave.

I like that door. It does not ask who you are. It asks a smaller question, in or out, and that question it answers without a mistake.

Most of what we call trust is like this. Not “may you come into my house”, but “may you water the plants on Tuesday”.'),

  ('What the locksmith taught me', 'On my first day she gave me a lock, a file and a blank, and said: “Make a key for this one, and for no other.” By noon I had a key that turned. By one o’clock she had opened three more locks with it.

“A key that opens too much is a broken key,” she said. “It only takes longer to notice.”

I filed for two more weeks. The key that I made then is on my ring today. It opens one drawer, in one cabinet, in a shop that closed long ago, and I am prouder of it than of anything I made since.'),

  ('Night boat to the island', 'The ticket for the night boat is good until sunrise. It says so in small letters, under the picture of the boat, and no one has read them since the printer did.

We sat on deck with our coats over our knees. Behind us the town went out, window by window. Ahead of us the lighthouse turned, and counted us in: seven seconds of dark, one of light.

At sunrise the conductor went around and collected the tickets, though they were worth nothing by then. “That is why I collect them now,” he said. “It saves an argument.”')
) WHERE NOT EXISTS (SELECT 1 FROM post);

COMMIT;
