// Malformed extras: flags, nonce, uses, and subjects that are no single object and no text.

import type { Bytes } from './bytes.ts'
import { byte, hex, join, text, varint } from './bytes.ts'
import { bad, GRANT } from './malform.ts'
import {
  appResource,
  everything,
  extras,
  head,
  idsResource,
  intList,
  modelResource,
  root,
  subjectText,
  tuple,
  valueList,
} from './wire.ts'

const NONCE = hex('0011223344556677')
const UUID = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'
const OBJECT_ID = '507f1f77bcf86cd799439011'

function extrasFlags(): void {
  const grants = [GRANT]
  const withExtras = (name: string, comment: string, bytes: Bytes): void => {
    bad(`extras-${name}`, comment, root({ extras: bytes, grants }))
  }
  withExtras('zero', 'Extras without a flag.', byte(0))
  for (const flag of [32, 64, 128]) {
    withExtras(`flag-${String(flag)}`, `The unknown extras flag ${String(flag)} alone.`, byte(flag))
    const sealed = byte(16 | flag)
    withExtras(
      `flag-${String(flag)}-sealed`,
      `The unknown extras flag ${String(flag)} beside the one for sealed.`,
      sealed,
    )
  }
  withExtras('uses-no-nonce', 'Uses without a nonce.', extras({ uses: 1 }))
  withExtras(
    'uses-no-nonce-but-bytes',
    'The flag of the nonce is missing, though its bytes are there.',
    join(byte(4), NONCE, varint(1)),
  )
  withExtras('uses-0', 'A token of no uses.', extras({ nonce: NONCE, uses: 0 }))
  withExtras('uses-65536', 'A token of 65,536 uses.', extras({ nonce: NONCE, uses: 65_536 }))
  withExtras(
    'nonce-7',
    'A nonce of seven bytes, so that the grant begins too early.',
    extras({ nonce: NONCE.subarray(1) }),
  )
  withExtras(
    'nonce-9',
    'A nonce of nine bytes, so that the grant begins too late.',
    extras({ nonce: join(NONCE, byte(0x99)) }),
  )
}

function badSubject(name: string, comment: string, bytes: Bytes): void {
  bad(`subject-${name}`, comment, root({ extras: extras({ subject: bytes }), grants: [GRANT] }))
}

const userIds = (form: number, bytes: Bytes): Bytes => idsResource(form, 'auth', 'User', bytes)

function subjects(): void {
  badSubject('form-0', 'A subject that is everything.', everything)
  badSubject('form-1', 'A subject that is an app.', appResource('auth'))
  badSubject('form-2', 'A subject that is a model.', modelResource('auth', 'User'))
  badSubject('form-5', 'A subject that is a list of integers.', userIds(5, intList([1, 2])))
  badSubject('form-6', 'A subject that is a list of texts.', userIds(6, valueList(4, [text('a'), text('b')])))
  badSubject('number-1', 'A subject of number 1, the root node, in form 3.', join(head(3, 1), varint(7)))
  badSubject('number-1-form-0', 'A subject of number 1 in form 0.', head(0, 1))
  badSubject('number-65536', 'A subject whose number is 65,536.', join(head(3, 65_536), varint(7)))
  badSubject('number-3-form-7', 'A subject as text with a number.', join(head(7, 3), text('ann')))
  badSubject('text-empty', 'A subject that is the empty text.', subjectText(''))
  badSubject('text-256', 'A subject of 256 bytes.', subjectText('s'.repeat(256)))
  badSubject(
    'app-empty',
    'A subject whose app has no name.',
    join(head(3), text(''), text('User'), varint(7)),
  )
  badSubject(
    'model-empty',
    'A subject whose model has no name.',
    join(head(3), text('auth'), text(''), varint(7)),
  )
  badSubject('kind-0', 'A subject with an integer written as a kind.', userIds(4, byte(0, 7)))
  badSubject('kind-6', 'A subject with an id of unknown kind.', userIds(4, byte(6, 7)))
  badSubject('id-empty', 'A subject whose id is the empty text.', userIds(4, join(byte(4), text(''))))
  badSubject(
    'id-uuid-as-text',
    'A subject whose id is a uuid written as a text.',
    userIds(4, join(byte(4), text(UUID))),
  )
  badSubject(
    'id-objectid-as-text',
    'A subject whose id is an objectid written as a text.',
    userIds(4, join(byte(4), text(OBJECT_ID))),
  )
  badSubject(
    'id-below-min',
    'A subject whose id is below -2^63.',
    userIds(4, join(byte(1), varint(2n ** 63n))),
  )
  badSubject(
    'id-tuple-of-1',
    'A subject whose id is a tuple of one.',
    userIds(4, join(byte(5), tuple([byte(0, 1)]))),
  )
  const cut = root({ extras: extras({ subject: head(7) }) }).subarray(0, -1)
  bad('subject-text-cut', 'The root ends after the head of a subject of form 7.', cut)
}

export function invalidExtras(): void {
  extrasFlags()
  subjects()
}
