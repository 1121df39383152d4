/**
 * JSON as Python's `json` module reads and writes it: what is inside a text that Django signed.
 *
 * From text to values and back. Laws: an integer is exact, a `bigint` beyond 2^53; nothing is built but plain data; nesting ends at 32;
 * what is no JSON is a problem in words and never an exception.
 */
import { LatchkeyError } from '../index.ts'
import { isPlain } from '../options.ts'

/** How deep lists and objects may stand in one another: Python's own limit is an exception of its interpreter. */
const deepest = 32
/** Python refuses longer integers. */
const mostDigits = 4300
const tooDeep = `is nested deeper than ${deepest} levels`

/** A value, or why there is none. */
export interface Parsed {
  readonly value: unknown
  readonly problem: string | undefined
}
interface Cursor {
  readonly text: string
  at: number
  readonly toFloat: (value: number) => unknown
  problem: string | undefined
}

// ---------------------------------------------------------------- reading

const [quote, comma, minus, zero, colon, listStart, backslash, listEnd, objectStart, objectEnd] = [
  34, 44, 45, 48, 58, 91, 92, 93, 123, 125,
] as const

/**
 * Reads JSON as Python's `json.loads` does: `NaN` and `Infinity` are numbers, the last of two equal keys counts.
 *
 * @param toFloat What stands for a number with a fraction or an exponent: the number, unless `1.0` has to be told from `1`.
 */
export function parseJson(text: string, toFloat: Cursor['toFloat'] = (value) => value): Parsed {
  const cursor: Cursor = { text, at: 0, toFloat, problem: undefined }
  const value = readValue(cursor, 0)
  if (peek(cursor) !== -1) refuse(cursor, 'goes on behind its end')
  return { value: cursor.problem === undefined ? value : undefined, problem: cursor.problem }
}

/** Notes the first problem, and ends the reading: nothing is found behind the end. */
function refuse(cursor: Cursor, problem: string): undefined {
  cursor.problem ??= `the JSON ${problem}`
  cursor.at = cursor.text.length
  return undefined
}

/** The code of the next character behind white space; -1 at the end. */
function peek(cursor: Cursor): number {
  const { text } = cursor
  while (cursor.at < text.length) {
    const code = text.charCodeAt(cursor.at)
    // Nearly always there is no white space.
    if (code > 32 || (code !== 32 && code !== 10 && code !== 13 && code !== 9)) return code
    cursor.at++
  }
  return -1
}

/** Whether the next character, behind white space, is that of `code`, which is then passed. */
function takes(cursor: Cursor, code: number): boolean {
  if (peek(cursor) !== code) return false
  cursor.at++
  return true
}

function readValue(cursor: Cursor, depth: number): unknown {
  const code = peek(cursor)
  if (code === quote) return readString(cursor)
  if (code === listStart || code === objectStart) {
    if (depth === deepest) return refuse(cursor, tooDeep)
    cursor.at++
    return code === listStart ? readList(cursor, depth + 1) : readObject(cursor, depth + 1)
  }
  const { text, at } = cursor
  const word = isDigit(code) ? undefined : words.get(text[at])
  if (word === undefined || !text.startsWith(word.text, at)) return readNumber(cursor)
  cursor.at += word.text.length
  return word.value
}

/** By their first characters. */
const words: ReadonlyMap<string | undefined, { readonly text: string; readonly value: unknown }> = new Map([
  ['n', { text: 'null', value: null }],
  ['t', { text: 'true', value: true }],
  ['f', { text: 'false', value: false }],
  ['N', { text: 'NaN', value: Number.NaN }],
  ['I', { text: 'Infinity', value: Infinity }],
  ['-', { text: '-Infinity', value: -Infinity }],
])

function readList(cursor: Cursor, depth: number): unknown[] {
  if (takes(cursor, listEnd)) return []
  // A list that grows is made with room for 17 items, and the lists of a grant have one to three.
  const first = readValue(cursor, depth)
  if (isLast(cursor, listEnd)) return [first]
  const second = readValue(cursor, depth)
  if (isLast(cursor, listEnd)) return [first, second]
  const list = [first, second, readValue(cursor, depth)]
  while (!isLast(cursor, listEnd)) list.push(readValue(cursor, depth))
  return list
}

function readObject(cursor: Cursor, depth: number): object {
  const entries: [string, unknown][] = []
  if (takes(cursor, objectEnd)) return {}
  do {
    peek(cursor)
    const key = readString(cursor)
    if (!takes(cursor, colon)) refuse(cursor, 'has a key without a value')
    entries.push([key, readValue(cursor, depth)])
  } while (!isLast(cursor, objectEnd))
  // Own properties whatever their names: an assignment would give `__proto__` a meaning.
  return Object.fromEntries(entries)
}

/** Passes a comma, after which another item comes, or the end. */
function isLast(cursor: Cursor, end: number): boolean {
  const code = peek(cursor)
  if (code !== comma && code !== end) refuse(cursor, 'has a list or an object that does not end')
  else cursor.at++
  return code !== comma
}

function readNumber(cursor: Cursor): unknown {
  const { text, at } = cursor
  const digitsAt = text.charCodeAt(at) === minus ? at + 1 : at
  const digitsEnd = text.charCodeAt(digitsAt) === zero ? digitsAt + 1 : skipDigits(text, digitsAt)
  if (digitsEnd === digitsAt) return refuse(cursor, 'has no value where one belongs')
  let end = digitsEnd
  if (text[end] === '.' && skipDigits(text, end + 1) > end + 1) end = skipDigits(text, end + 1)
  if (text[end] === 'e' || text[end] === 'E') {
    const exponentAt = text[end + 1] === '+' || text[end + 1] === '-' ? end + 2 : end + 1
    if (skipDigits(text, exponentAt) > exponentAt) end = skipDigits(text, exponentAt)
  }
  cursor.at = end
  if (end > digitsEnd) return cursor.toFloat(Number(text.slice(at, end)))
  const digits = digitsEnd - digitsAt
  if (digits > mostDigits) return refuse(cursor, `has an integer of more than ${mostDigits} digits`)
  if (digits >= 16) {
    const written = text.slice(at, end)
    const rounded = Number(written)
    return Number.isSafeInteger(rounded) ? rounded : BigInt(written)
  }
  // Each sum is exact. Zero has no sign in an integer.
  let integer = 0
  for (let index = digitsAt; index < end; index++) integer = integer * 10 + text.charCodeAt(index) - zero
  return digitsAt > at ? 0 - integer : integer
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Where the digits from `at` on end. */
function skipDigits(text: string, at: number): number {
  let end = at
  for (;;) {
    if (!isDigit(text.charCodeAt(end))) return end
    end++
  }
}

function readString(cursor: Cursor): string {
  const { text } = cursor
  if (text.charCodeAt(cursor.at) !== quote) {
    refuse(cursor, 'has no text where one belongs')
    return ''
  }
  let start = ++cursor.at
  let read = ''
  for (;;) {
    const code = text.charCodeAt(cursor.at)
    if (code === quote) return read + text.slice(start, cursor.at++)
    if (code === backslash) {
      read += text.slice(start, cursor.at) + readEscape(cursor)
      start = cursor.at
    } else if (code >= 32) cursor.at++
    else {
      // A control character, or NaN behind the end.
      refuse(cursor, 'has a text that does not end, or a control character in one')
      return read
    }
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** The character of an escape. Halves of a pair come one after the other, and join as they do in Python. */
function readEscape(cursor: Cursor): string {
  const { text, at } = cursor
  const name = text[at + 1] ?? ''
  const short = escapes.get(name)
  if (short !== undefined) {
    cursor.at += 2
    return short
  }
  const digits = text.slice(at + 2, at + 6)
  if (name !== 'u' || digits.length < 4 || !isHex(digits)) {
    refuse(cursor, 'has an escape that there is not')
    return ''
  }
  cursor.at += 6
  return String.fromCharCode(Number.parseInt(digits, 16))
}

function isHex(digits: string): boolean {
  for (const digit of digits) if (!'0123456789abcdefABCDEF'.includes(digit)) return false
  return true
}

// ---------------------------------------------------------------- writing

/**
 * Writes JSON as Python's `json.dumps` does with `separators=(',', ':')`: ASCII alone, floats as Python shows them.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` for what JSON has no form for: undefined, a Date, a Map, nesting beyond 32 levels.
 */
export function formatJson(value: unknown, depth = 0): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value === 'string') return formatString(value)
  if (depth === deepest) throw invalid(tooDeep)
  if (Array.isArray(value)) {
    let items = ''
    // By index, which also comes to what a sparse list leaves out.
    for (let index = 0; index < value.length; index++)
      items += (index === 0 ? '' : ',') + formatJson(value[index], depth + 1)
    return `[${items}]`
  }
  if (!isPlain(value))
    throw invalid(`has no form for a value of type ${typeof value} that is neither a list nor a plain object`)
  const entries = Object.entries(value).map(
    ([key, item]) => `${formatString(key)}:${formatJson(item, depth + 1)}`,
  )
  return `{${entries.join(',')}}`
}

function invalid(problem: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', `the value cannot be signed: JSON ${problem}`)
}

/** JSON.stringify leaves everything from DEL on as it is, but for halves of pairs; Python escapes it. */
function formatString(text: string): string {
  const written = JSON.stringify(text)
  let ascii = ''
  let start = 0
  for (let at = 0; at < written.length; at++) {
    const code = written.charCodeAt(at)
    if (code < 127) continue
    ascii += `${written.slice(start, at)}\\u${code.toString(16).padStart(4, '0')}`
    start = at + 1
  }
  return start === 0 ? written : ascii + written.slice(start)
}

/** A float as Python shows it. An integer beyond 2^53 is exact only as a `bigint`: a number of that size is a float. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value) || (Number.isSafeInteger(value) && !Object.is(value, -0))) return String(value)
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= 16 || power < -4)
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  const decimal = Object.is(value, -0) ? '-0' : String(value)
  return Number.isInteger(value) ? `${decimal}.0` : decimal
}
