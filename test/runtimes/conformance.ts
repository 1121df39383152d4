/**
 * What the package must do on every runtime, by the vectors. Nothing here belongs to one runtime.
 *
 * From the library and the vectors to counts: each question that is asked of a vector is one check, named by its path.
 */
import type * as Latchkey from '../../src/index.ts'
import { fromDate, fromScope, fromSubject, toBindValue, toBytes, toId, toScope } from './vectors.ts'
import type { Invalid, Narrowing, Question, Setting, Valid, Vectors, VectorSubject } from './vectors.ts'

type Library = Pick<typeof Latchkey, 'defineApp' | 'inspect' | 'latchkey'>
export interface Report {
  passed: number
  failed: number
  failures: string[]
}

/** Checks `library` against `vectors`. */
export function conformance(library: Library, vectors: Vectors): Report {
  const failures: string[] = []
  let passed = 0
  const check = (name: string, actual: () => unknown, expected: unknown): void => {
    const wanted = JSON.stringify(expected)
    let given: string
    try {
      given = JSON.stringify(actual())
    } catch (error) {
      given = String(error)
    }
    if (given === wanted) passed++
    else failures.push(`${name}\n  gives    ${given}\n  expected ${wanted}`)
  }

  for (const [path, vector] of Object.entries(vectors)) {
    if (path.startsWith('valid/')) checkValid(path, vector as Valid)
    if (path.startsWith('invalid/')) checkInvalid(path, vector as Invalid)
    if (path.startsWith('narrow/')) checkNarrowing(path, vector as Narrowing)
  }
  for (const name of ['check-plain', 'check-extras', 'check-narrowed', 'lock-check', 'lock-check-narrowed']) {
    const path = `valid/${name}.json`
    check(`${path}: tampered`, () => survivors(vectors[path] as Valid), [])
  }
  return { passed, failed: failures.length, failures }

  function checkValid(path: string, vector: Valid): void {
    const { token, granted, issuedAt, expiresAt, subject, uses, narrowable, ids } = vector
    const scope = fromScope(toScope(granted))
    const pass = [scope, issuedAt, expiresAt, subject, ids.at(-1), ids[0]]
    check(`${path}: verify`, () => answer(vector), vector.verdict === 'ok' ? pass : vector.verdict)
    const bound = vector.bind !== null
    const said = [scope, issuedAt, expiresAt, subject, ids.at(-1), uses, narrowable, bound, false]
    check(`${path}: inspect`, () => inspected(vector), said)
    // A nonce is drawn by generate(), so that a token with one cannot be made again.
    if (vector.generated && vector.nonce === null) check(`${path}: generate`, () => generated(vector), token)
  }

  function checkInvalid(path: string, vector: Invalid): void {
    const { reason, missing } = vector
    const expected = missing === undefined ? reason : [reason, fromScope(toScope(missing))]
    check(`${path}: verify`, () => answer(vector), expected)
  }

  function checkNarrowing(path: string, vector: Narrowing): void {
    const { parent, to, expiresAt, child, granted, expiresAtEffective, ids, now } = vector
    const limits = { ...(to !== null && { to: toScope(to) }), ...until(expiresAt) }
    check(`${path}: narrow`, () => tokensOf(library, vector, now).narrow(parent, limits), child)
    const said = (): unknown => {
      const seen = library.inspect(child, numbering(vector.lock))
      return seen.ok ? [fromDate(seen.unverifiedExpiresAt), seen.unverifiedId] : seen.reason
    }
    check(`${path}: inspect`, said, [expiresAtEffective, ids.at(-1)])
    if (granted === null) return
    const left = [fromScope(toScope(granted)), expiresAtEffective, ids.at(-1), ids[0]]
    const remains = (): unknown => {
      const verdict = verdictOf(library, { ...vector, token: child, required: 'authentic', maxAge: null })
      if (verdict.ok) {
        const { scope, expiresAt: end, id, rootId } = verdict.pass
        return [fromScope(scope), fromDate(end), id, rootId]
      }
      // Plain validation refuses a token of limited uses last of all: nothing else is wrong with it.
      const seen = library.inspect(child)
      const isLimited = seen.ok && seen.unverifiedUses !== undefined
      return verdict.reason === 'single-use' && isLimited ? left : verdict.reason
    }
    check(`${path}: verify`, remains, left)
  }

  function answer(question: Question): unknown {
    const verdict = verdictOf(library, question)
    if (verdict.ok) {
      const { scope, issuedAt, expiresAt, subject, id, rootId } = verdict.pass
      return [fromScope(scope), fromDate(issuedAt), fromDate(expiresAt), fromSubject(subject), id, rootId]
    }
    return verdict.reason === 'insufficient' ? [verdict.reason, fromScope(verdict.missing)] : verdict.reason
  }

  function inspected({ token, lock }: Valid): unknown {
    const seen = library.inspect(token, numbering(lock))
    if (!seen.ok) return seen.reason
    return [
      fromScope(seen.unverifiedScope),
      fromDate(seen.unverifiedIssuedAt),
      fromDate(seen.unverifiedExpiresAt),
      fromSubject(seen.unverifiedSubject),
      seen.unverifiedId,
      seen.unverifiedUses ?? null,
      seen.unverifiedNarrowable,
      seen.unverifiedBound,
      seen.numbered,
    ]
  }

  function generated(vector: Valid): string {
    const { granted, issuedAt, expiresAt, subject, narrowable } = vector
    return tokensOf(library, vector, issuedAt).generate(toScope(granted), {
      ...keying(vector),
      ...until(expiresAt),
      ...(subject !== null && { subject: reference(subject) }),
      ...(!narrowable && { narrowable }),
    })
  }

  function reference(subject: VectorSubject): Latchkey.ObjectRef | string {
    if ('text' in subject) return subject.text
    const { app, model, id } = subject
    // A composite key is declared, field by field; any other id is told by its type.
    const kinds = 'tuple' in id && id.tuple.map((member) => ('text' in member ? 'string' : 'bigint'))
    const spec = kinds === false ? {} : { id: kinds as unknown as Latchkey.IdKinds }
    return library.defineApp(app, { [model]: spec })[model]!(toId(id) as Latchkey.AnyId)
  }

  /** The changes of one character that are not refused before anything is read from the token: none. */
  function survivors(vector: Valid): string[] {
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=\n'
    const early = new Set(['malformed', 'unknown-version', 'unknown-key', 'forged'])
    const changes = Array.from(vector.token, (_, at) =>
      Array.from(
        characters,
        (character) => vector.token.slice(0, at) + character + vector.token.slice(at + 1),
      ),
    )
    return changes.flat().filter((token) => {
      if (token === vector.token) return false
      const verdict = verdictOf(library, { ...vector, token, required: 'authentic' })
      return verdict.ok || !early.has(verdict.reason)
    })
  }
}

/** What the library says to the question of a vector. */
export function verdictOf(library: Library, question: Question): Latchkey.Verdict {
  const { now, maxAge, token, required } = question
  const options = { ...keying(question), ...(maxAge !== null && { maxAge: `${BigInt(maxAge)}s` as const }) }
  const asked = required === 'authentic' ? required : toScope(required)
  return tokensOf(library, question, now).verify(token, asked, options)
}

function tokensOf(library: Library, { secrets, lock }: Setting, now: number): Latchkey.Tokens {
  const clock = (): number => now * 1000
  return library.latchkey({ secrets: secrets.map(toBytes), apps: [], clock, ...numbering(lock) }).tokens
}

function numbering(lock: Setting['lock']): { lock?: Latchkey.Lock } {
  return lock === undefined || lock === null ? {} : { lock }
}

function keying({ salt, bind }: Setting): { salt: string; bind?: Latchkey.BindValue[] } {
  return { salt, ...(bind !== null && { bind: bind.map(toBindValue) }) }
}

function until(expiresAt: number | null): { expiresAt?: Date } {
  return expiresAt === null ? {} : { expiresAt: new Date(expiresAt * 1000) }
}
