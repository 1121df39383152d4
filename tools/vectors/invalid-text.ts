// Malformed texts: characters, lengths, left-over bits, things pasted by mistake, and the first bytes.

import { byte, decode, encode, hex, join, range } from './bytes.ts'
import { invalid, KEY } from './collect.ts'
import { keyText, secret, secretWithKid, sign } from './keys.ts'
import { mint } from './mint.ts'
import { app, post } from './scope.ts'
import { EPOCH, ISSUED, root } from './wire.ts'

/** A token whose body has 42 bytes: 56 characters, no left-over bits. */
const EVEN = mint({ scope: [post(42, 'read')] }).token
/** 43 bytes: two characters at the end that hold four left-over bits. */
const FOUR_OVER = mint({ scope: [post(300, 'read')] }).token
/** 44 bytes: three characters at the end that hold two left-over bits. */
const TWO_OVER = mint({ scope: [post(30_000, 'read')] }).token
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function bad(name: string, comment: string, token: string): void {
  invalid('malformed', `text-${name}`, comment, token)
}

/** The first token of a post 1, 2, … that holds this character. */
function holding(char: string): string {
  const found = range(1000)
    .map((n) => mint({ scope: [post(n, 'read')] }).token)
    .find((token) => token.includes(char))
  if (found === undefined) throw new Error(`no token holds ${char}`)
  return found
}

/** One character more, and the length is still that of a text without left-over characters. */
function middle(char: string): string {
  return `${TWO_OVER.slice(0, 20)}${char}${TWO_OVER.slice(20)}`
}

function characters(): void {
  bad('plus', 'A plus where base64url writes a dash.', holding('-').replace('-', '+'))
  bad('slash', 'A slash where base64url writes an underscore.', holding('_').replace('_', '/'))
  bad('padding-1', 'Padded with one equals sign.', `${TWO_OVER}=`)
  bad('padding-2', 'Padded with two equals signs.', `${FOUR_OVER}==`)
  bad('padding-needless', 'Four equals signs after a text that needs none.', `${EVEN}====`)
  const inserted: [string, string, string][] = [
    ['space', 'A space', ' '],
    ['newline', 'A newline', '\n'],
    ['carriage-return', 'A carriage return', '\r'],
    ['tab', 'A tab', '\t'],
    ['nul', 'A character U+0000', '\u0000'],
    ['equals', 'An equals sign', '='],
    ['dot', 'A dot', '.'],
    ['comma', 'A comma', ','],
    ['colon', 'A colon', ':'],
    ['tilde', 'A tilde', '~'],
    ['at', 'An at sign, next to A in ASCII,', '@'],
    ['bracket', 'A bracket, next to Z in ASCII,', '['],
    ['backtick', 'A backtick, next to a in ASCII,', '`'],
    ['brace', 'A brace, next to z in ASCII,', '{'],
    ['no-break-space', 'A no-break space', '\u00a0'],
    ['soft-hyphen', 'A soft hyphen', '\u00ad'],
    ['zero-width', 'A zero width space', '\u200b'],
    ['emoji', 'A character beyond the basic plane', '\u{1f511}'],
  ]
  for (const [name, what, char] of inserted) bad(`inside-${name}`, `${what} inside a token.`, middle(char))
  const instead: [string, string, string][] = [
    ['low-byte-v', 'U+0156, whose low byte is V, in place of a character.', '\u0156'],
    ['full-width', 'A full-width letter in place of a letter.', '\uff2c'],
    ['dash', 'A hyphen of typography in place of a dash.', '\u2010'],
    ['kelvin', 'The Kelvin sign, which folds to k, in place of a character.', '\u212a'],
    ['arabic-digit', 'An Arabic digit in place of a digit.', '\u0661'],
    ['percent', 'A percent sign in place of a character.', '%'],
  ]
  for (const [name, comment, char] of instead) {
    bad(`instead-${name}`, comment, `${EVEN.slice(0, 20)}${char}${EVEN.slice(21)}`)
  }
  bad('leading-space', 'A space before a token.', ` ${TWO_OVER}`)
  bad('trailing-space', 'A space after a token.', `${TWO_OVER} `)
  bad('trailing-newline', 'A newline after a token.', `${TWO_OVER}\n`)
  bad('trailing-crlf', 'A carriage return and newline after a token.', `${EVEN}\r\n`)
  bad('trailing-nul', 'U+0000 after a token.', `${TWO_OVER}\u0000`)
  bad('leading-bom', 'A byte order mark before a token.', `\ufeff${TWO_OVER}`)
  bad('bearer', 'A token with its authentication scheme in front.', `Bearer ${EVEN}`)
  bad('quoted', 'A token in quotes.', `"${EVEN}"`)
  bad('two-with-comma', 'Two tokens with a comma between.', `${TWO_OVER},${TWO_OVER}`)
}

/** The text with the last character's value or-ed with these bits, which belong to no byte. */
function leftOver(token: string, bits: number): string {
  const last = ALPHABET.indexOf(token.slice(-1))
  return `${token.slice(0, -1)}${ALPHABET.charAt(last | bits)}`
}

function lengths(): void {
  bad('empty', 'The empty text.', '')
  bad('one-character', 'One character.', 'l')
  bad('length-1-mod-4', 'One character more, which holds no byte.', `${EVEN}A`)
  bad('last-dropped', 'The last character of a token is missing.', EVEN.slice(0, -1))
  for (const bit of [1, 2, 4, 8]) {
    bad(
      `left-over-4-${String(bit)}`,
      `Of four left-over bits the one of value ${String(bit)} is set.`,
      leftOver(FOUR_OVER, bit),
    )
  }
  for (const bit of [1, 2]) {
    bad(
      `left-over-2-${String(bit)}`,
      `Of two left-over bits the one of value ${String(bit)} is set.`,
      leftOver(TWO_OVER, bit),
    )
  }
  const long = range(23).map((n) => String(n).padEnd(255, 'p'))
  const full = (last: number): string => mint({ scope: [app('app', ...long, 'q'.repeat(last))] }).token
  bad('8193', 'One character after a token of 8,192 characters.', `${full(201)}A`)
  bad('8194', 'A right token but for its 8,194 characters.', full(202))
  bad(
    '10000',
    'A right token but for its 10,240 characters.',
    mint({ scope: [app('a', ...range(30).map((n) => String(n).padEnd(252, 'p')))] }).token,
  )
}

function pasted(): void {
  bad('key', 'A key text pasted where a token belongs.', keyText(secret(0)))
  bad(
    'key-of-letters',
    'A key text whose check characters are wrong, pasted where a token belongs.',
    `${keyText(secret(1)).slice(0, -1)}-`,
  )
  bad('key-prefix', 'The prefix of a key text alone.', 'lksecret1_')
  const issuedAt = EPOCH + 0x72_b7_ad_d7
  const secretOfPrefix = secretWithKid(0x1e)
  const scope = [app('a', 'read'), app('b', 'read'), app('c', 'read')]
  const like = range(128)
    .map((n) => mint({ secret: secretOfPrefix, issuedAt, scope, expiresAt: issuedAt + n * 128 + 127 }).token)
    .find((token) => token.startsWith('lksecret1_'))
  if (like === undefined) throw new Error('no token begins like a key')
  invalid(
    'malformed',
    'text-key-like-token',
    'A genuine token that happens to begin with the prefix of a key text.',
    like,
    {
      secrets: [secretOfPrefix],
      now: issuedAt,
    },
  )
  bad('jwt', 'A JSON web token.', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl')
  bad('jwt-part', 'A part of a JSON web token, base64url of JSON.', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9')
  bad('django', 'A signed text of Django.', '42:1vXyZa:abcdefghijklmnopqrstuvwxyz0123456789ABCDEF')
  bad('uuid', 'A uuid.', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6')
  bad('upper-case', 'A token in upper case.', EVEN.toUpperCase())
  bad('twice', 'A token twice without anything between.', EVEN + EVEN)
  bad('null', 'The word null.', 'null')
  bad('notation', 'A scope in its notation.', 'blog.Post:42#change')
}

function firstBytes(): void {
  for (const first of [0x00, 0x16, 0x69, 0x94, 0x95, 0x97, 0xb6, 0xff]) {
    const token = sign(root({ first, grants: [hex('0000010472656164')] }), [], KEY).token
    bad(
      `first-byte-${first.toString(16).padStart(2, '0')}`,
      `The first byte is ${String(first)} and not 150.`,
      token,
    )
  }
  bad('first-byte-alone', 'The first byte and nothing after it.', encode(byte(0x96)))
  bad('two-bytes', 'The first two bytes and nothing after them.', encode(byte(0x96, 0x40)))
  bad('tag-only', 'The first two bytes and a tag.', encode(join(byte(0x96, 0x40), new Uint8Array(16))))
  bad(
    '31-characters',
    'One byte fewer than the shortest token.',
    sign(root({}).subarray(0, -1), [], KEY).token,
  )
  bad('tag-15-bytes', 'The last byte of the tag is missing.', encode(decode(TWO_OVER).subarray(0, -1)))
}

function otherVersion(name: string, comment: string, body: Uint8Array, secrets = [KEY.secret]): void {
  invalid('unknown-version', name, comment, encode(body), { secrets })
}

function versions(): void {
  const grants = [hex('0000010472656164')]
  for (const version of [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]) {
    const { token } = sign(root({ version, grants }), [], KEY)
    invalid(
      'unknown-version',
      `nibble-${String(version).padStart(2, '0')}`,
      `The version nibble is ${String(version)} and not 4.`,
      token,
    )
  }
  otherVersion('two-bytes', 'A body of version 5 that ends after the version.', byte(0x96, 0x50))
  otherVersion(
    'wrong-body',
    'Of another version the rest is not read: here no version-1 body.',
    join(byte(0x96, 0x5f), new Uint8Array(40)),
  )
  otherVersion(
    'wrong-tag',
    'Of another version the tag is not checked: here 16 zeros.',
    join(root({ version: 6 }), new Uint8Array(16)),
  )
  otherVersion(
    'other-key',
    'The version is judged before the kid.',
    root({ version: 5, kid: 0, grants: [...grants, new Uint8Array(16)] }),
  )
  const past = sign(root({ version: 5, issuedAt: ISSUED - 86_400, lifetime: 60, grants }), [], KEY).token
  invalid('unknown-version', 'expired', 'The version is judged before the expiry.', past)
}

export function invalidTexts(): void {
  characters()
  lengths()
  pasted()
  firstBytes()
  versions()
}
