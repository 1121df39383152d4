/**
 * The verdict on a token, as a server with this secret would give it, and the stages that led to it.
 *
 * The decision is that of the library; here it is only asked, and told in the order of SPEC §9.
 */
import { latchkey, LatchkeyError, scope } from 'latchkey'
import type { Duration, Lock, Reason, Requirement, Verdict } from 'latchkey'
import { djangoTokens } from 'latchkey/django'

/** What a check is told, as it was typed. */
export interface Terms {
  readonly secret: string
  /** Notation; empty for `authentic`. */
  readonly required: string
  readonly maxAge: string
  readonly salt: string
  /** One value a line. */
  readonly bind: string
}
export interface Stage {
  readonly name: string
  readonly state: 'passed' | 'failed' | 'open' | 'skipped'
  readonly detail: string
}
/** What was typed wrong, by the field. */
type Problems = Partial<Record<keyof Terms, string>>
export interface Judgement {
  readonly verdict: Verdict | undefined
  readonly problems: Readonly<Problems>
  readonly stages: readonly Stage[]
}

const stages: readonly (readonly [name: string, reasons: readonly Reason[], passed: string])[] = [
  ['Structure', ['malformed', 'unknown-version'], 'every byte has its place'],
  ['Secret', ['unknown-key'], 'a secret has this key id'],
  ['Signature', ['forged'], 'the tag is right'],
  ['Time', ['not-yet-valid', 'expired', 'too-old'], 'alive now'],
  ['Scope', ['insufficient'], 'grants all that is required'],
  ['Revocation', ['revoked'], 'only servers know what was taken back'],
  ['Uses', ['single-use', 'reusable', 'spent'], 'not limited'],
]
const djangoStages = new Set(['Structure', 'Signature', 'Time', 'Scope'])

/** Asks for the verdict. */
export function judge(
  token: string,
  isDjango: boolean,
  terms: Terms,
  { lock, now }: { readonly lock: Lock | undefined; readonly now: number },
): Judgement {
  const problems: Problems = {}
  const required = attempt<Requirement>('required', problems, () =>
    terms.required.trim() === '' ? 'authentic' : scope.parse(terms.required.trim()),
  )
  const options = {
    ...(terms.maxAge.trim() !== '' && { maxAge: terms.maxAge.trim() as Duration }),
    ...(terms.salt !== '' && { salt: terms.salt }),
  }
  const clock = (): number => now
  const verify = attempt('secret', problems, () => {
    if (isDjango) {
      const { tokens } = djangoTokens({ secretKey: terms.secret, apps: [], clock })
      return (asked: Requirement) => tokens.verify(token, asked, options)
    }
    const { tokens } = latchkey({
      secrets: terms.secret.trim(),
      apps: [],
      clock,
      ...(lock !== undefined && { lock }),
    })
    const bind = readBind(terms.bind)
    return (asked: Requirement) =>
      tokens.verify(token, asked, { ...options, ...(bind.length > 0 && { bind }) })
  })
  const verdict =
    verify !== undefined && required !== undefined
      ? attempt('maxAge', problems, () => verify(required))
      : undefined
  return {
    verdict,
    problems,
    stages: verdict === undefined ? [] : tell(verdict, isDjango, required === 'authentic'),
  }
}

function attempt<Value>(field: keyof Terms, problems: Problems, action: () => Value): Value | undefined {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error
    // The words of the library name the option.
    const named = (['salt', 'bind'] as const).find(
      (name) => field !== 'required' && error.message.includes(name),
    )
    problems[named ?? field] = `${error.message}.`
    return undefined
  }
}

function tell(verdict: Verdict, isDjango: boolean, isAuthentic: boolean): readonly Stage[] {
  let isOver = false
  return stages
    .filter(([name]) => !isDjango || djangoStages.has(name))
    .map(([name, reasons, passed]) => {
      if (isOver) return { name, state: 'open', detail: 'not reached' }
      if (!verdict.ok && reasons.includes(verdict.reason)) {
        isOver = true
        return { name, state: 'failed', detail: verdict.reason }
      }
      if (name === 'Revocation') return { name, state: 'skipped', detail: passed }
      if (name === 'Scope' && isAuthentic) return { name, state: 'skipped', detail: 'nothing was required' }
      return { name, state: 'passed', detail: passed }
    })
}

/** The values of `bind`, one a line: `7` is an integer, `true` a boolean, anything else a text, in quotes or not. */
export function readBind(text: string): readonly (string | bigint | boolean)[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      if (line === 'true' || line === 'false') return line === 'true'
      if (/^-?\d+$/.test(line)) return BigInt(line)
      return /^".*"$/.test(line) ? line.slice(1, -1) : line
    })
}
