// Malformed texts inside a token: ill-formed UTF-8 of each class, empty and too long names, and malformed
// permissions.

import type { Bytes } from './bytes.ts'
import { byte, hex, join, range, text, utf8, varint } from './bytes.ts'
import { bad, badGrant, GRANT, POST_42, READ } from './malform.ts'
import { appResource, extras, head, idsResource, mask, rawTexts, root, subjectText, texts } from './wire.ts'

const ILL: [string, string, string][] = [
  ['continuation', 'a continuation byte alone', '80'],
  ['continuation-bf', 'the last continuation byte alone', 'bf'],
  ['continuation-after', 'a continuation byte too many', 'c3a980'],
  ['lead-2-alone', 'a lead byte of two at its end', '61c3'],
  ['lead-3-alone', 'a lead byte of three at its end', '61e2'],
  ['lead-4-alone', 'a lead byte of four at its end', '61f0'],
  ['lead-2-letter', 'a letter after a lead byte of two', 'c361'],
  ['cut-3', 'a character of three bytes cut after two', 'e282'],
  ['cut-4-after-2', 'a character of four bytes cut after two', 'f09f'],
  ['cut-4-after-3', 'a character of four bytes cut after three', 'f09f94'],
  ['cut-3-letter', 'a letter as the third byte of a character', 'e28261'],
  ['cut-4-letter', 'a letter as the fourth byte of a character', 'f09f9461'],
  ['overlong-2-nul', 'U+0000 in two bytes', 'c080'],
  ['overlong-2-slash', 'a slash in two bytes', 'c0af'],
  ['overlong-2-last', 'U+007F in two bytes', 'c1bf'],
  ['overlong-3', 'a slash in three bytes', 'e080af'],
  ['overlong-3-last', 'U+07FF in three bytes', 'e09fbf'],
  ['overlong-4', 'a slash in four bytes', 'f08080af'],
  ['overlong-4-last', 'U+FFFF in four bytes', 'f08fbfbf'],
  ['overlong-bom', 'a byte order mark in four bytes', 'f08fbbbf'],
  ['surrogate-first', 'the first surrogate, U+D800', 'eda080'],
  ['surrogate-last', 'the last surrogate, U+DFFF', 'edbfbf'],
  ['surrogate-pair', 'a pair of surrogates of three bytes each', 'eda0bdedb490'],
  ['above', 'U+110000, the first above all', 'f4908080'],
  ['above-f5', 'a lead byte F5', 'f5808080'],
  ['five-bytes', 'a character of five bytes', 'f888808080'],
  ['six-bytes', 'a character of six bytes', 'fc8480808080'],
  ['fe', 'the byte FE', 'fe'],
  ['ff', 'the byte FF', 'ff'],
]

const withIds = (form: number, bytes: Bytes): Bytes => join(idsResource(form, 'blog', 'Post', bytes), READ)

function illFormed(): void {
  for (const [name, what, digits] of ILL) {
    badGrant(`utf8-${name}`, `An app's name holds ${what}.`, appResource(hex(digits)), READ)
  }
  const at: [string, string, (bytes: Bytes) => Bytes][] = [
    ['model', 'A model', (wrong) => join(head(2), text('blog'), text(wrong), READ)],
    ['permission', 'A permission', (wrong) => join(POST_42, rawTexts([wrong]))],
    ['id', 'A text id', (wrong) => withIds(4, join(byte(4), text(wrong)))],
    ['list', 'A text in a list', (wrong) => withIds(6, join(byte(4, 2), text('a'), text(wrong)))],
    ['member', 'A text in a tuple', (wrong) => withIds(4, join(byte(5, 2, 0, 1, 4), text(wrong)))],
  ]
  for (const [name, what, grant] of at) {
    badGrant(`utf8-in-${name}`, `${what} holds a continuation byte alone.`, grant(hex('80')))
    badGrant(`utf8-in-${name}-surrogate`, `${what} holds a surrogate.`, grant(hex('eda080')))
    badGrant(`utf8-in-${name}-overlong`, `${what} holds an overlong slash.`, grant(hex('c0af')))
  }
  for (const [name, what, digits] of [
    ['continuation', 'a continuation byte alone', '80'],
    ['surrogate', 'a surrogate', 'eda080'],
    ['overlong', 'an overlong slash', 'c0af'],
  ] as const) {
    const subject = subjectText(hex(digits))
    bad(
      `utf8-in-subject-${name}`,
      `A subject holds ${what}.`,
      root({ extras: extras({ subject }), grants: [GRANT] }),
    )
  }
}

function lengths(): void {
  const long = 'n'.repeat(256)
  badGrant('name-app-empty', 'An app without a name.', appResource(''), READ)
  badGrant(
    'name-app-empty-object',
    'An object of an app without a name.',
    idsResource(3, '', 'Post', varint(42)),
    READ,
  )
  badGrant('name-model-empty', 'A model without a name.', head(2), text('blog'), text(''), READ)
  badGrant('name-app-256', 'An app of 256 bytes.', appResource(long), READ)
  badGrant(
    'name-app-256-two-byte',
    'An app of 128 characters and 256 bytes.',
    appResource('\u00e9'.repeat(128)),
    READ,
  )
  badGrant('name-model-256', 'A model of 256 bytes.', head(2), text('blog'), text(long), READ)
  badGrant('name-app-past-end', 'An app longer than the root.', head(1), text('blog', 200), READ)
  badGrant(
    'name-model-past-end',
    'A model longer than the root.',
    head(2),
    text('blog'),
    text('Post', 200),
    READ,
  )
  badGrant('name-app-into-tag', 'An app that reaches one byte into the tag.', head(1), text('blog', 5))
  badGrant(
    'name-app-2-32',
    'An app whose length is 2^32 + 4, which wraps to 4 in 32 bits.',
    head(1),
    text('blog', 2 ** 32 + 4),
    READ,
  )
  badGrant(
    'name-model-missing',
    'A model whose name is missing: the permissions are read for it.',
    head(2),
    text('blog'),
    READ,
  )
}

function onPost(name: string, comment: string, ...parts: Bytes[]): void {
  badGrant(`permissions-${name}`, comment, POST_42, ...parts)
}

function permissions(): void {
  onPost('count-0', 'A grant of no permissions.', byte(0, 0))
  const many = range(257).map((n) => utf8(n.toString(16).padStart(3, '0')))
  onPost('count-257', 'A grant of 257 permissions.', rawTexts(many))
  onPost('count-too-many', 'A count of two before one permission.', rawTexts(['read'], 2))
  onPost('count-too-few', 'A count of one before two permissions.', rawTexts(['change', 'read'], 1))
  onPost('count-2-32', 'A count of 2^32 + 1, which wraps to one in 32 bits.', rawTexts(['read'], 2 ** 32 + 1))
  onPost('empty', 'An empty permission.', rawTexts(['']))
  onPost('empty-first', 'An empty permission before another.', rawTexts(['', 'read']))
  onPost('256-bytes', 'A permission of 256 bytes.', rawTexts(['p'.repeat(256)]))
  onPost('descending', 'Permissions that descend.', rawTexts(['read', 'change']))
  onPost('equal', 'One permission twice.', rawTexts(['read', 'read']))
  onPost('by-length', 'Permissions in the order of their lengths, b before aa.', rawTexts(['b', 'aa']))
  onPost(
    'utf16-order',
    'Permissions in the order of UTF-16, U+10000 before U+FFFF.',
    rawTexts(['\u{10000}', '\uffff']),
  )
  onPost('case-order', 'Permissions in the order of a dictionary, a before B.', rawTexts(['a', 'B']))
  onPost('prefix-order', 'A permission before its own beginning.', rawTexts(['read_all', 'read']))
  onPost('last-descends', 'Three permissions of which the last is out of order.', rawTexts(['a', 'c', 'b']))
  onPost('mask', 'A mask on a path written with names.', mask(0))
  onPost('mask-two-bytes', 'A mask of two bytes on a path written with names.', mask(0, 7))
  badGrant('permissions-mask-everything', 'A mask on everything written without a number.', head(0), mask(0))
  badGrant('permissions-mask-app', 'A mask on an app written with its name.', appResource('blog'), mask(0))
}

function onNumber(name: string, comment: string, ...parts: Bytes[]): void {
  badGrant(`mask-${name}`, comment, head(3, 3), varint(42), ...parts)
}

function masks(): void {
  onNumber('zero', 'A mask of zero in two bytes.', hex('8000'))
  onNumber('padded', 'A mask with a needless group of zeros.', hex('8100'))
  onNumber('padded-long', 'A mask of bit 7 with a needless group of zeros.', hex('808100'))
  onNumber('cut', 'A mask that the end of the root cuts.', hex('81'))
  onNumber('bit-256', 'A mask of bit 256, one above the last.', mask(256))
  onNumber('bit-258', 'A mask of bit 258, the last of 37 bytes.', mask(0, 258))
  onNumber('bit-259', 'A mask of bit 259, in 38 bytes.', mask(259))
  onNumber('bit-500', 'A mask of 72 bytes.', mask(0, 500))
  onNumber(
    '37-padded',
    'A mask of 37 bytes of which the last is zero.',
    new Uint8Array(36).fill(0xff),
    byte(0),
  )
  onNumber('count-0', 'No permissions as texts on a number.', hex('0000'))
  onNumber('and-texts', 'A mask and texts after it.', mask(0), texts('read'))
  badGrant('mask-missing', 'A number without permissions.', head(3, 3), varint(42))
}

export function invalidNames(): void {
  illFormed()
  lengths()
  permissions()
  masks()
}
