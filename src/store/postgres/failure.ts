/**
 * What an error of PostgreSQL or of its drivers means for a store.
 *
 * Law: no text of a driver goes into a message; what the code tells is said in words of our own, so that no secret can be in them.
 */
import type { LatchkeyError } from '../../index.ts'
import { unavailable } from '../opening.ts'

/** By SQLSTATE (PostgreSQL, appendix A), or the code of a driver or of the network. */
const sentences: { readonly [code: string]: string } = {
  '28P01': 'refuses the password: check user and password',
  '28000': 'refuses the user: check user, password and pg_hba.conf',
  '3D000': 'has no such database: create it, or check its name',
  '42501':
    'refuses this role the right: let its owner run `latchkey store init`, then grant USAGE on the schema, and SELECT, INSERT, UPDATE and DELETE on its tables',
  '25006': 'is read-only here: give the store the primary, and a role that may write',
  '53100': 'has no room on its disk',
  '53300': 'has no connection left',
  '57P03': 'is starting up or shutting down',
  ECONNREFUSED: 'cannot be reached: does it run, and there?',
  ENOTFOUND: 'cannot be found: check the name of its host',
  CONNECT_TIMEOUT: 'does not answer',
}

/** The code of an error, where it is one. */
function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { readonly code?: unknown }
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : undefined
}

/** Says what a code means. */
export function refusal(code: string | undefined, cause?: unknown): LatchkeyError {
  const known = code !== undefined && Object.hasOwn(sentences, code)
  const sentence = known ? sentences[code] : 'cannot be asked'
  return unavailable(`PostgreSQL ${sentence}${code === undefined ? '' : ` (${code})`}`, cause)
}

/** Says why PostgreSQL could not be asked. */
export function failureOf(error: unknown): LatchkeyError {
  const code = codeOf(error)
  return code === 'STORE_UNAVAILABLE' ? (error as LatchkeyError) : refusal(code, error)
}

/** Whether a table or the schema is not there: what was in it is lost. */
export const hasNoTable = (error: unknown): boolean => ['42P01', '3F000'].includes(codeOf(error) ?? '')

/** Whether the table is there, but not as we made it. */
export const hasOtherColumns = (error: unknown): boolean => ['42703', '42804'].includes(codeOf(error) ?? '')

/** Whether the same statement, which had no effect, may succeed at once: in other isolations than the default one writers give way. */
export const isTransient = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error) ?? '')

/** Whether the connection still stands: the server refused a statement, and nothing else. */
export const isRefusal = (error: unknown): boolean =>
  (Object(error) as { readonly severity?: unknown }).severity === 'ERROR'
