import { expect, test } from 'vitest'
import { fromTokenText } from '../../src/text/token-text.ts'

test('leaves one spare byte before the bytes of a token', () => {
  expect(fromTokenText('lkES')).toEqual(Uint8Array.of(0, 0x96, 0x41, 0x12))
})

test.each([undefined, null, 5, {}, [], Symbol('token'), new String('lkES'), 'A'.repeat(8196)])(
  'answers %s without a throw',
  (token) => expect(fromTokenText(token)).toBeTypeOf('string'),
)

test('knows a secret that was pasted in the wrong place, and does not repeat it', () => {
  const answer = fromTokenText('lksecret1_UZwAiJ-Wy_FAcRJD8pqb_j_sNQgOGJ9zkchnFyMIJxQgDnMRf')
  expect(answer).toBe('this is a secret, not a token')
})
