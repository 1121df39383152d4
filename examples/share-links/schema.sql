-- What every start runs.
CREATE TABLE IF NOT EXISTS people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('author', 'editor', 'guest'))
) STRICT;

CREATE TABLE IF NOT EXISTS posts (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('story', 'log')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
  title TEXT NOT NULL,
  body TEXT NOT NULL -- paragraphs, with an empty line between them
) STRICT;

-- Whom somebody has made links for. A token carries the number, and never the name: whoever has a token can read it.
CREATE TABLE IF NOT EXISTS contacts (
  id INTEGER PRIMARY KEY,
  owner_id INTEGER NOT NULL REFERENCES people,
  name TEXT NOT NULL,
  UNIQUE (owner_id, name)
) STRICT;

-- The links that are outstanding, by the id of their token: enough to take them back, and not enough to open anything.
CREATE TABLE IF NOT EXISTS links (
  id TEXT PRIMARY KEY,
  owner_id INTEGER NOT NULL REFERENCES people,
  contact_id INTEGER REFERENCES contacts,
  rights TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  uses INTEGER, -- NULL: as often as one likes
  used INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE IF NOT EXISTS link_posts (
  link_id TEXT NOT NULL REFERENCES links ON DELETE CASCADE,
  post_id INTEGER NOT NULL REFERENCES posts,
  PRIMARY KEY (link_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_posts_by_post ON link_posts (post_id);
