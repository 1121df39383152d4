// Genuine, living tokens for one id where another is required that someone might take for it.

import { lacking, one } from './lacking.ts'
import { mint } from './mint.ts'
import { post } from './scope.ts'

const UUID = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'

export function wrongIds(): void {
  one('id', 'Another object is required.', post(42, 'read'), post(43, 'read'))
  one('id-text-for-int', 'The text 5 does not grant the integer 5.', post('5', 'read'), post(5, 'read'))
  one('id-int-for-text', 'The integer 5 does not grant the text 5.', post(5, 'read'), post('5', 'read'))
  one('id-sign', 'The integer 5 does not grant -5.', post(5, 'read'), post(-5, 'read'))
  one(
    'id-minus-one-less',
    'The integer 5 does not grant -6, whose bytes are the same but for the kind.',
    post(5, 'read'),
    post(-6, 'read'),
  )
  one('id-32-bits', 'The integer 1 does not grant 2^32 + 1.', post(1, 'read'), post(2n ** 32n + 1n, 'read'))
  one(
    'id-53-bits',
    'The integer 2^53 does not grant 2^53 + 1.',
    post(2n ** 53n, 'read'),
    post(2n ** 53n + 1n, 'read'),
  )
  one('id-64-bits', 'The integer 2^64 - 1 does not grant -1.', post(2n ** 64n - 1n, 'read'), post(-1, 'read'))
  one('id-zero', 'The integer 1 does not grant 0.', post(1, 'read'), post(0, 'read'))
  one(
    'id-uuid-case',
    'A uuid does not grant the same in upper case.',
    post(UUID, 'read'),
    post(UUID.toUpperCase(), 'read'),
  )
  one(
    'id-uuid-dashes',
    'A uuid does not grant the same without dashes.',
    post(UUID, 'read'),
    post(UUID.replaceAll('-', ''), 'read'),
  )
  one(
    'id-uuid-other',
    'A uuid does not grant another that differs in the last digit.',
    post(UUID, 'read'),
    post(UUID.replace(/6$/, '7'), 'read'),
  )
  one(
    'id-objectid-case',
    'An objectid does not grant the same in upper case.',
    post('507f1f77bcf86cd799439011', 'read'),
    post('507F1F77BCF86CD799439011', 'read'),
  )
  one(
    'id-objectid-int',
    'An objectid of digits does not grant the integer.',
    post('000000000000000000000042', 'read'),
    post(42, 'read'),
  )
  one(
    'id-text-nfd',
    'A text id does not grant another normal form of it.',
    post('\u00e9', 'read'),
    post('e\u0301', 'read'),
  )
  one(
    'id-text-bom',
    'A text id does not grant the same with a byte order mark.',
    post('a', 'read'),
    post('\ufeffa', 'read'),
  )
  one(
    'id-text-nul',
    'A text id does not grant the same with U+0000 after it.',
    post('a', 'read'),
    post('a\u0000', 'read'),
  )
  one(
    'id-text-case',
    'A text id does not grant the same in another case.',
    post('a', 'read'),
    post('A', 'read'),
  )
  one(
    'id-tuple-order',
    'A tuple does not grant its members in another order.',
    post([1, 2], 'read'),
    post([2, 1], 'read'),
  )
  one(
    'id-tuple-longer',
    'A tuple does not grant a longer one that it begins.',
    post([1, 2], 'read'),
    post([1, 2, 3], 'read'),
  )
  one(
    'id-tuple-types',
    'A tuple does not grant one whose member is a text.',
    post([1, 2], 'read'),
    post([1, '2'], 'read'),
  )
  one(
    'id-tuple-text',
    'A tuple does not grant the text of its members.',
    post(['1', '2'], 'read'),
    post('1,2', 'read'),
  )
  one(
    'id-tuple-moved',
    'A tuple does not grant one whose texts are equal only when joined.',
    post(['ab', 'c'], 'read'),
    post(['a', 'bc'], 'read'),
  )
  one('id-tuple-member', 'A tuple does not grant its first member.', post([1, 2], 'read'), post(1, 'read'))
  const list = mint({ scope: [3, 5, 9].map((n) => post(n, 'read')) })
  lacking('list-gap', 'A list does not grant an id in a gap.', list, [post(4, 'read')])
  lacking('list-before', 'A list does not grant an id before its first.', list, [post(2, 'read')])
  lacking('list-after', 'A list does not grant an id after its last.', list, [post(10, 'read')])
  lacking('list-text', 'A list of integers does not grant the text of one.', list, [post('5', 'read')])
  lacking(
    'list-one-of-two',
    'Of two objects one is in the list.',
    list,
    [post(5, 'read'), post(6, 'read')],
    [post(6, 'read')],
  )
}
