/**
 * What every library does in this benchmark, and the proof that it does.
 *
 * The task: a token that grants "change" on post 12345 for seven days; a check that verifies the signature and the expiry and decides
 * on the permission, as a program has to.
 */

/** A library at the task. */
export interface Peer {
  readonly name: string
  /** A new token. */
  readonly make: () => string | Promise<string>
  /** Whether `token` is genuine and alive and grants "change" on post 12345. */
  readonly check: (token: string) => boolean | Promise<boolean>
  /** A genuine token that is expired. */
  readonly expired: string
  /** A genuine token that grants "read" only. */
  readonly other: string
}

const week = 7 * 86_400
/** An hour ago, in seconds: the expiry of a token that is expired. */
export const past: number = Math.floor(Date.now() / 1000) - 3600
/** In a week, in seconds. */
export const future: number = Math.floor(Date.now() / 1000) + week

/** What a token of a peer grants, as JSON: a model, an id or several, a permission. */
export type Claim = readonly [model: string, id: unknown, permission: string]
export function claim(permission: string): Claim {
  return ['blog.Post', 12_345, permission]
}

/** Whether a claim that came out of a token grants "change" on post 12345. */
export function grants(held: unknown): boolean {
  if (!Array.isArray(held) || held.length !== 3) return false
  return held[0] === 'blog.Post' && held[1] === 12_345 && held[2] === 'change'
}

/** The answer of a check that throws for what it refuses. */
export function attempt(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}

/** A text as a request has it: in one piece, where the engine keeps one that was just put together in many. */
export function received(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Makes a token and sees that the right one is accepted and every wrong one refused. */
export async function prove({ name, make, check, expired, other }: Peer): Promise<string> {
  const token = received(await make())
  if (!(await check(token))) throw new Error(`${name} refuses its own token`)
  const changed = [token.length >> 1, token.length - 4].map(
    (at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1),
  )
  for (const wrong of [...changed, expired, other]) {
    if (await check(wrong)) throw new Error(`${name} accepts ${wrong}, which is wrong`)
  }
  return token
}
