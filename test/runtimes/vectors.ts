/**
 * The vectors of vectors/README.md: their types, and their values as the library takes them and gives them.
 */
import type * as Latchkey from '../../src/index.ts'

type VectorId = { int: string } | { text: string } | { tuple: VectorId[] }
type VectorBind = { text: string } | { int: string } | { bool: boolean } | { bytes: string }
export type VectorScope = { app?: string; model?: string; id?: VectorId; permissions: string[] }[]
export type VectorSubject = { text: string } | { app: string; model: string; id: VectorId }

/** What any check of a token needs. */
export interface Setting {
  secrets: string[]
  salt: string
  bind: VectorBind[] | null
  /** Absent or null where the verifier knows no numbers. */
  lock?: Latchkey.Lock | null
  now: number
}
export interface Question extends Setting {
  maxAge: number | null
  /** Null where there is no text. */
  token: string | null
  required: VectorScope | 'authentic'
}
export interface Valid extends Question {
  token: string
  issuedAt: number
  expiresAt: number | null
  granted: VectorScope
  subject: VectorSubject | null
  uses: number | null
  narrowable: boolean
  ids: string[]
  /** Whether generate() writes these bytes, given the nonce. */
  generated: boolean
  nonce?: string | null
  verdict: 'ok' | 'single-use'
}
export interface Invalid extends Question {
  reason: string
  missing?: VectorScope
}
export interface Narrowing extends Setting {
  parent: string
  to: VectorScope | null
  expiresAt: number | null
  child: string
  /** `null` where the parent uses a number, which only its lock can name. */
  granted: VectorScope | null
  expiresAtEffective: number | null
  ids: string[]
}
/** The vectors by path: `valid/NAME.json`, `invalid/REASON/NAME.json`, `narrow/NAME.json`. */
export type Vectors = Record<string, unknown>

export const toBytes = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16))

export function toId(id: VectorId): unknown {
  if ('tuple' in id) return id.tuple.map(toId)
  if ('text' in id) return id.text
  return Number.isSafeInteger(Number(id.int)) ? Number(id.int) : BigInt(id.int)
}

/** The library reads any array of this shape, where its types want one that it made. */
export const toScope = (scope: VectorScope): Latchkey.Scope =>
  scope.map(({ id, ...rest }) =>
    id === undefined ? rest : { ...rest, id: toId(id) },
  ) as unknown as Latchkey.Scope

export function toBindValue(value: VectorBind): Latchkey.BindValue {
  if ('text' in value) return value.text
  if ('int' in value) return BigInt(value.int)
  return 'bool' in value ? value.bool : toBytes(value.bytes)
}

/** An id as the vectors write it: 1 and 1n are one, and '1' is another. */
const fromId = (id: unknown): unknown =>
  Array.isArray(id) ? { tuple: id.map(fromId) } : typeof id === 'string' ? { text: id } : { int: String(id) }

interface AnyGrant {
  readonly app?: string
  readonly model?: string
  readonly id?: unknown
  readonly permissions: readonly string[]
}

/** A scope by its meaning: the set of its pairs of a path and a permission. */
export function fromScope(scope: readonly AnyGrant[]): string[] {
  const pairs = scope.flatMap(({ app, model, id, permissions }) =>
    permissions.map((name) => JSON.stringify([app, model, id === undefined ? null : fromId(id), name])),
  )
  return [...new Set(pairs)].toSorted()
}

export function fromSubject(subject: Latchkey.Subject | undefined): VectorSubject | null {
  if (subject === undefined) return null
  if (typeof subject === 'string') return { text: subject }
  return { app: subject.app, model: subject.model, id: fromId(subject.id) as VectorId }
}

export const fromDate = (date: Date | undefined): number | null =>
  date === undefined ? null : date.getTime() / 1000
