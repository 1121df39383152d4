/**
 * What the campaigns ask of an engine: a file of SQLite, a server of PostgreSQL or Redis of our own that can be paused, killed, emptied.
 *
 * Each file in `engines/` exports one as `engine`. It is imported by the campaign and by every worker process.
 */
import type { Store } from 'latchkey'

/** A store that was opened in this process, and how to end it with its client. */
export interface OpenStore {
  readonly store: Store
  close(): Promise<void>
}

/** A server that we have started, and may hurt. */
export interface Server {
  /** SIGSTOP, and SIGCONT. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** SIGKILL to all its processes. */
  kill(): Promise<void>
  /** Starts it again on what is on the disk, and waits until it answers. */
  restart(): Promise<void>
  /** A query of the driver alone, without our deadline: while the server is paused it has to hang. */
  ask(): Promise<unknown>
}

/** What the campaigns run on. */
export interface Engine {
  readonly name: string
  /** Starts what is needed, in the process of the campaign only; says why it cannot, and how it could. */
  prepare(): Promise<string | undefined>
  /** Makes a new place for data, begun: a file, a schema, a prefix. All that a worker needs to open it is in the text. */
  place(): Promise<string>
  /** Opens a place in any process; `create` begins it where it is new. */
  open(place: string, create?: boolean): Promise<OpenStore>
  /** Loses the data of a place behind the back of whoever has it open, as a server that was restarted empty. */
  wipe(place: string): Promise<void>
  /** Everything that somebody could read who has the store: files as they are, or all keys and values. */
  dump(place: string): Promise<Uint8Array>
  /** Looks for damage after crashes; throws what it finds. */
  check?(place: string): Promise<void>
  readonly server?: Server
  /** How often it is killed: in the short run and in the long one. */
  readonly kills: readonly [short: number, long: number]
  /** The campaigns of the short run, where they are not all. */
  readonly short?: readonly string[]
  /** Ends and removes all that was started. */
  stop(): Promise<void>
}
