// Genuine tokens asked about with another salt or other bound values, and flags that say otherwise.

import { byte, join } from './bytes.ts'
import type { InvalidContext } from './collect.ts'
import { invalid, KEY } from './collect.ts'
import type { Bind } from './keys.ts'
import { bound, boundValue, hmac, macKey, rootTag } from './keys.ts'
import { GRANT } from './malform.ts'
import { assemble, mint, narrow } from './mint.ts'
import { app, post } from './scope.ts'
import { extras, ISSUED, root } from './wire.ts'

const SCOPE = [app('blog', 'read')]
const HOUR = ISSUED + 3600

function forged(name: string, comment: string, token: string, context: InvalidContext = {}): void {
  invalid('forged', name, comment, token, context)
}

function salts(): void {
  const pairs: [string, string, string, string][] = [
    ['none-given', 'Made with a salt, verified without.', 'invite', ''],
    ['given-none', 'Made without a salt, verified with one.', '', 'invite'],
    ['other', 'Made with one salt, verified with another.', 'invite', 'reset'],
    ['prefix', 'The salt of the verifier is longer by one character.', 'ab', 'abc'],
    ['begins', 'The salt a of a token, where the verifier has abc.', 'a', 'abc'],
    ['nul', 'Made without a salt, verified with U+0000.', '', '\u0000'],
    ['trailing-nul', 'The salt s of a token, where the verifier has s and U+0000.', 's', 's\u0000'],
    ['case', 'Salts that differ in case.', 'Invite', 'invite'],
    ['space', 'Salts that differ in a space at the end.', 'invite', 'invite '],
    ['nfc-nfd', 'Salts that differ in normal form.', 'caf\u00e9', 'cafe\u0301'],
    ['bom', 'Salts that differ in a byte order mark.', 'invite', '\ufeffinvite'],
    ['frame', 'A salt that looks like the frame of another.', 'a', '\u0000\u0001a'],
    ['long', 'Salts of 255 bytes that differ in the last.', 's'.repeat(255), `${'s'.repeat(254)}t`],
  ]
  for (const [name, comment, made, asked] of pairs) {
    forged(`salt-${name}`, comment, mint({ scope: [post(42, 'read')], salt: made }).token, { salt: asked })
  }
  forged(
    'salt-narrowed',
    'A narrowed token of one salt, verified with another.',
    narrow(mint({ scope: SCOPE, salt: 'a' }), { expiresAt: HOUR }).token,
    { salt: 'b' },
  )
}

function binds(): void {
  const pair = (name: string, comment: string, made: Bind[] | undefined, asked: Bind[] | undefined): void => {
    const { token } = mint(made === undefined ? { scope: SCOPE } : { scope: SCOPE, bind: made })
    forged(`bind-${name}`, comment, token, asked === undefined ? {} : { bind: asked })
  }
  const [one, two] = [{ text: 'a' }, { text: 'b' }]
  pair('missing', 'A bound token, verified without values.', [one], undefined)
  pair('needless', 'A token that is not bound, verified with a value.', undefined, [one])
  pair('other', 'Bound to a, verified with b.', [one], [two])
  pair('case', 'Bound to a, verified with A.', [one], [{ text: 'A' }])
  pair('order', 'Bound to two values, verified in the other order.', [one, two], [two, one])
  pair('fewer', 'Bound to two values, verified with the first.', [one, two], [one])
  pair('more', 'Bound to one value, verified with a second.', [one], [one, two])
  pair('joined', 'Bound to a and b, verified with ab.', [one, two], [{ text: 'ab' }])
  pair(
    'moved',
    'Bound to ab and c, verified with a and bc.',
    [{ text: 'ab' }, { text: 'c' }],
    [one, { text: 'bc' }],
  )
  pair('repeated', 'Bound to a value once, verified with it twice.', [one], [one, one])
  pair('empty-added', 'Bound to a, verified with a and the empty text.', [one], [one, { text: '' }])
  pair('int-text', 'Bound to the integer 1, verified with the text 1.', [{ int: '1' }], [{ text: '1' }])
  pair('text-int', 'Bound to the text 1, verified with the integer 1.', [{ text: '1' }], [{ int: '1' }])
  pair('bool-int', 'Bound to true, verified with the integer 1.', [{ bool: true }], [{ int: '1' }])
  pair('bool-text', 'Bound to true, verified with the text true.', [{ bool: true }], [{ text: 'true' }])
  pair('bool', 'Bound to true, verified with false.', [{ bool: true }], [{ bool: false }])
  pair('bytes-text', 'Bound to the byte 61, verified with the text a.', [{ bytes: '61' }], [one])
  pair('bytes-bool', 'Bound to the byte 01, verified with true.', [{ bytes: '01' }], [{ bool: true }])
  pair('sign', 'Bound to 7, verified with -7.', [{ int: '7' }], [{ int: '-7' }])
  pair(
    'rounded',
    'Bound to 2^53 + 1, verified with 2^53.',
    [{ int: '9007199254740993' }],
    [{ int: '9007199254740992' }],
  )
  pair(
    'nfd',
    'Bound to a composed letter, verified with a decomposed one.',
    [{ text: '\u00e9' }],
    [{ text: 'e\u0301' }],
  )
  pair('space', 'Bound to a text, verified with a space after it.', [one], [{ text: 'a ' }])
  const bytes = root({ grants: [GRANT] })
  const flagged = root({ extras: extras({ bound: true }), grants: [GRANT] })
  const value: Bind[] = [one]
  forged(
    'bind-flag-cleared',
    'The flag of a bound token is cleared, and no value given.',
    assemble(bytes, [], rootTag(flagged, { ...KEY, bind: value })),
  )
  forged(
    'bind-unflagged',
    'A value in the tag without the flag.',
    assemble(bytes, [], rootTag(bytes, { ...KEY, bind: value })),
    { bind: value },
  )
  forged(
    'bind-flag-only',
    'The flag without a value in the tag.',
    assemble(flagged, [], rootTag(flagged, KEY)),
  )
  forged(
    'bind-flag-only-given',
    'The flag without a value in the tag, verified with one.',
    assemble(flagged, [], rootTag(flagged, KEY)),
    { bind: value },
  )
  const unframed = hmac(macKey(KEY.secret, ''), join(byte(0), flagged, boundValue(one))).subarray(0, 16)
  forged('bind-unframed', 'A bound value in the tag without its frame.', assemble(flagged, [], unframed), {
    bind: value,
  })
  const before = hmac(macKey(KEY.secret, ''), join(byte(0), bound(value), flagged)).subarray(0, 16)
  forged('bind-first', 'A bound value in the tag before the root.', assemble(flagged, [], before), {
    bind: value,
  })
}

export function otherContexts(): void {
  salts()
  binds()
}
