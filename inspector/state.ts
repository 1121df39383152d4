/**
 * All that the page knows, in memory only, and how it changes.
 *
 * Laws: nothing is stored and nothing is sent; a secret that was pasted as a token is not kept; a token comes from the fragment of the
 * address alone, and is taken out of it.
 */
import { inspect } from 'latchkey'
import type { Inspected, Lock } from 'latchkey'
import { djangoTokens } from 'latchkey/django'
import type { DjangoInspection } from 'latchkey/django'
import { readLock } from '../src/lock.ts'
import type { LockIndex } from '../src/lock.ts'
import { diagnose } from './diagnose.ts'
import type { Diagnosis } from './diagnose.ts'
import type { Terms } from './judge.ts'
import type { Made, Order } from './make.ts'

export interface KnownLock {
  readonly lock: Lock
  readonly index: LockIndex
  /** How many live names of apps and models it has. */
  readonly count: number
}
/** A scope that is being put together: the text is what counts, the rest is the next grant. */
export interface Draft {
  readonly text: string
  readonly path: string
  readonly id: string
  readonly permissions: string
  readonly problem: string | undefined
}
export interface State {
  readonly view: 'inspect' | 'make'
  readonly pasted: string
  readonly diagnosis: Diagnosis
  readonly lockText: string
  readonly known: KnownLock | undefined
  readonly lockProblem: string | undefined
  /** Milliseconds. */
  readonly now: number
  /** The layer of the scope that is shown; `undefined` for what remains. */
  readonly layer: number | undefined
  readonly showsAll: boolean
  /** The field of the byte map that is explained. */
  readonly field: number
  readonly showsSecret: boolean
  readonly check: Terms
  readonly narrowing: { readonly draft: Draft; readonly expiresIn: string; readonly made: Made | undefined }
  readonly making: { readonly draft: Draft; readonly order: Order; readonly made: Made | undefined }
  /** The sentence that a screen reader says next. */
  readonly said: string
}
/** What a token says, as far as it can be read. */
export type Seen =
  | { readonly format: 'latchkey'; readonly inspected: Inspected }
  | { readonly format: 'django'; readonly inspected: DjangoInspection }
  | undefined

const emptyDraft: Draft = { text: '', path: '', id: '', permissions: '', problem: undefined }
const emptyOrder: Order = {
  format: 'latchkey',
  secret: '',
  scope: '',
  expiresIn: '7d',
  subject: '',
  uses: '',
  unique: false,
  sealed: false,
  salt: '',
}
const emptyTerms: Terms = { secret: '', required: '', maxAge: '', salt: '', bind: '' }
const nothingMade = { draft: emptyDraft, expiresIn: '', made: undefined }

let state: State = {
  view: 'inspect',
  pasted: '',
  diagnosis: diagnose(''),
  lockText: '',
  known: undefined,
  lockProblem: undefined,
  now: Date.now(),
  layer: undefined,
  showsAll: false,
  field: 0,
  showsSecret: false,
  check: emptyTerms,
  narrowing: nothingMade,
  making: { draft: emptyDraft, order: emptyOrder, made: undefined },
  said: '',
}
let changed: () => void = () => {}

export function getState(): State {
  return state
}

/** Says what is to be done after each change. */
export function onChange(action: () => void): void {
  changed = action
}

export function setState(change: Partial<State>): void {
  state = { ...state, ...change }
  changed()
}

/** Takes what was pasted or typed in place of what was there. */
export function paste(text: string): void {
  const diagnosis = diagnose(text)
  setState({
    view: 'inspect',
    pasted: diagnosis.kind === 'secret' ? '' : text,
    diagnosis,
    layer: undefined,
    showsAll: false,
    field: 0,
    narrowing: nothingMade,
  })
}

/** Takes a lock as text; an empty one takes it away. */
export function setLock(lockText: string): void {
  setState({ lockText, ...readLockText(lockText), narrowing: { ...state.narrowing, made: undefined } })
}

function readLockText(text: string): Pick<State, 'known' | 'lockProblem'> {
  if (text.trim() === '') return { known: undefined, lockProblem: undefined }
  try {
    const lock = JSON.parse(text) as Lock
    const index = readLock(lock)
    const count = [...index.byNumber.values()].filter(({ live }) => live).length
    return { known: { lock, index, count }, lockProblem: undefined }
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'It is no JSON.' : `${(error as Error).message}.`
    return { known: undefined, lockProblem: problem }
  }
}

/** What the token at hand says. Computed once for a token and a lock. */
export const seen: (now: State) => Seen = keepLast(({ diagnosis, known }) => {
  if (diagnosis.kind === 'django') {
    const { tokens } = djangoTokens({ secretKey: 'reads without one', apps: [] })
    return { format: 'django', inspected: tokens.inspect(diagnosis.token) }
  }
  if (diagnosis.kind !== 'whole') return undefined
  const inspected = inspect(diagnosis.token, known === undefined ? undefined : { lock: known.lock })
  return inspected.ok ? { format: 'latchkey', inspected } : undefined
})

/** Keeps the last answer for the same token and the same lock. */
export function keepLast<Answer>(compute: (now: State) => Answer): (now: State) => Answer {
  let key: readonly unknown[] = []
  let answer: Answer
  return (now) => {
    const { diagnosis, known } = now
    if (key[0] !== diagnosis || key[1] !== known) {
      key = [diagnosis, known]
      answer = compute(now)
    }
    return answer
  }
}
