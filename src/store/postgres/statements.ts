/**
 * The SQL of the PostgreSQL store: what it keeps, and one statement for each question.
 *
 * Every statement answers with one text of JSON, so that no type parser of the caller's driver has a say. Laws: what writes is one atomic
 * statement, and writes only under the epoch it is given, to a schema it knows, and where a commit reaches the disk before it is
 * acknowledged; it asks for that itself, at no cost, so that no connection can be otherwise.
 */
import type { Epoch } from '../../index.ts'
import { schemaVersion } from '../opening.ts'

/** The statements for one schema. */
export interface Statements {
  /** Answers {@link Inspected}. */
  readonly inspect: string
  /** Of an epoch, an id, a limit, and an expiry; answers {@link Written}. */
  readonly use: string
  /** Of an epoch, a target, a second, and an expiry; answers {@link Written}. */
  readonly revoke: string
  /** Of a number and a greatest count of rows; answers {@link Page}, or no row. */
  readonly changes: string
  /** Makes what is missing of the schema. */
  readonly create: string
  /** Writes an epoch where there is none. */
  begin(epoch: Epoch): string
  /** Writes an epoch in the place of any, and answers how many uses it gives up. */
  acknowledge(epoch: Epoch): readonly string[]
  /** Answers how many rows it forgets. */
  prune(before: number): string
  /** Makes one text of statements, which is one transaction, of one process at a time. */
  transaction(...statements: readonly string[]): string
}

/** How the server stands with what is written, asked in the session that writes. */
export interface Health {
  readonly standby: boolean
  readonly fsync: string
  readonly commit: string
}
/** The state of the schema. */
export interface Inspected extends Health {
  readonly readOnly: boolean
  /** Whether it holds something, and nothing of ours. */
  readonly isForeign: boolean
  /** Whether all three tables are there. */
  readonly isWhole: boolean
  /** Whether this role has the rights on those that are there. */
  readonly may: boolean | null
}
/** What came of a statement that writes. */
export interface Written extends Health {
  /** Whether the epoch was the one that was given, and the server safe. */
  readonly ready: boolean
  readonly counted?: boolean
  readonly version: number | null
}
/** The epoch, and the revocations after a number. */
export interface Page extends Health {
  readonly id: string
  readonly since: number
  readonly latest: number
  readonly version: number
  readonly rows:
    | readonly (readonly [target: string, before: number, expires: number | null, number: number])[]
    | null
}

/** The one text of a row, where there is one; of lists and rows that are empty nothing is read that somebody put on every object. */
export const textOf = (row: object | undefined): string | undefined =>
  row && (Object.values(row).at(0) as string | undefined)

/** Writes a name so that it is one, whatever its characters. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

const health = `'standby', pg_is_in_recovery(), 'fsync', current_setting('fsync'), 'commit', current_setting('synchronous_commit')`
const isDurable = `current_setting('fsync') <> 'off' AND current_setting('synchronous_commit') <> 'off'`

/** Of the row that is there and the one that comes; NULL, which is never, is the latest. */
const latestExpiry =
  'CASE WHEN held.expires IS NULL OR excluded.expires IS NULL THEN NULL ELSE greatest(held.expires, excluded.expires) END'

/** The statements for `schema`; who revokes notifies the channel of the same name. */
export function statementsOf(schema: string): Statements {
  const [store, uses, revocations] = ['store', 'uses', 'revocations'].map(
    (table) => `${identifier(schema)}.${table}`,
  ) as [string, string, string]
  const ready = `version = ${schemaVersion} AND epoch = $1 AND ${isDurable}`
  /** After what is written: whether it was, and if not, why. */
  const answer = `'ready', EXISTS (SELECT FROM ready), 'version', (SELECT version FROM ${store}), ${health}`

  return {
    inspect: `SELECT json_build_object(${health},
      'readOnly', current_setting('transaction_read_only') = 'on',
      'isForeign', count(known) = 0 AND EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace(${literal(identifier(schema))})),
      'isWhole', count(known) = 3,
      'may', bool_and(has_table_privilege(known, 'SELECT') AND has_table_privilege(known, 'INSERT')
        AND has_table_privilege(known, 'UPDATE') AND has_table_privilege(known, 'DELETE')))::text
      FROM (SELECT to_regclass(name) AS known FROM unnest(ARRAY[${[store, uses, revocations].map(literal).join()}]) AS name) AS tables`,

    // A spent use is read and not written: a replay costs no lock and no write to the disk.
    use: `WITH ready AS (SELECT FROM ${store} WHERE ${ready}),
      counted AS (
        INSERT INTO ${uses} AS held (id, count, expires)
        SELECT $2::text, 1, $4::bigint FROM ready
        WHERE NOT EXISTS (SELECT FROM ${uses} WHERE id = $2::text AND count >= $3::integer)
        ON CONFLICT (id) DO UPDATE SET count = held.count + 1, expires = ${latestExpiry} WHERE held.count < $3::integer
        RETURNING 1)
      SELECT json_build_object('counted', EXISTS (SELECT FROM counted), ${answer})::text`,

    // The number of a revocation comes from a row, and not from a sequence: its lock is held until the commit, so that whoever
    // commits later has the greater number, and a reader who saw a number has seen all before it.
    revoke: `WITH ready AS (UPDATE ${store} SET latest = latest + 1 WHERE ${ready} RETURNING latest),
      kept AS (
        INSERT INTO ${revocations} AS held (target, before, expires, number)
        SELECT $2::text, $3::bigint, $4::bigint, latest FROM ready
        ON CONFLICT (target) DO UPDATE SET before = greatest(held.before, excluded.before), expires = ${latestExpiry}, number = excluded.number)
      SELECT json_build_object('told', (SELECT count(pg_notify(${literal(schema)}, '')) FROM ready), ${answer})::text`,

    changes: `SELECT json_build_object('id', epoch, 'since', since, 'latest', latest, 'version', version, ${health},
      'rows', (SELECT json_agg(json_build_array(target, before, expires, number) ORDER BY number) FROM (
        SELECT * FROM ${revocations} WHERE number > $1::bigint ORDER BY number LIMIT $2::integer) AS page))::text
      FROM ${store}`,

    // An epoch that has lost a table is over.
    create: `CREATE SCHEMA IF NOT EXISTS ${identifier(schema)};
      CREATE TABLE IF NOT EXISTS ${store} (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        version integer NOT NULL, epoch text NOT NULL, since bigint NOT NULL, latest bigint NOT NULL);
      DELETE FROM ${store} WHERE to_regclass(${literal(uses)}) IS NULL OR to_regclass(${literal(revocations)}) IS NULL;
      CREATE TABLE IF NOT EXISTS ${uses} (id text COLLATE "C" PRIMARY KEY, count integer NOT NULL, expires bigint);
      CREATE INDEX IF NOT EXISTS uses_expires ON ${uses} (expires);
      CREATE TABLE IF NOT EXISTS ${revocations} (
        target text COLLATE "C" PRIMARY KEY, before bigint NOT NULL, expires bigint, number bigint NOT NULL UNIQUE);`,

    begin: (epoch) => `${insertEpoch(epoch)} ON CONFLICT DO NOTHING`,

    // The lock waits for every use that runs and lets none start, or one that began under the epoch before could be counted after it.
    acknowledge: (epoch) => [
      `LOCK TABLE ${uses} IN EXCLUSIVE MODE`,
      `${insertEpoch(epoch)} ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch, since = excluded.since`,
      `WITH gone AS (DELETE FROM ${uses} RETURNING 1) SELECT count(*)::text FROM gone`,
    ],

    prune: (before) => `WITH used AS (DELETE FROM ${uses} WHERE expires < ${before} RETURNING 1),
      revoked AS (DELETE FROM ${revocations} WHERE expires < ${before} RETURNING 1)
      SELECT ((SELECT count(*) FROM used) + (SELECT count(*) FROM revoked))::text`,

    // Without BEGIN, one text is one transaction to the server, and drivers let it through on any connection.
    transaction: (...parts) =>
      [
        // That something is there already is not for the log of the program.
        `SELECT set_config('client_min_messages', 'warning', true)`,
        `SELECT pg_advisory_xact_lock(hashtext('latchkey'), hashtext(${literal(schema)}))`,
        ...parts,
      ].join(';\n'),
  }

  function insertEpoch({ id, since }: Epoch): string {
    return `INSERT INTO ${store} (version, epoch, since, latest)
      SELECT ${schemaVersion}, ${literal(id)}, ${since}, coalesce(max(number), 0) FROM ${revocations}`
  }
}
