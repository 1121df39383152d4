/**
 * A scope as text: what is written, what is read, and what is refused (SPEC §11).
 */
import fc from 'fast-check'
import { defineApp, keygen, latchkey, LatchkeyError, scope } from 'latchkey'
import type { Grant, Scope } from 'latchkey'
import { expect, test } from 'vitest'
import { times } from './property/always.ts'

function failureOf(action: () => unknown): [code: string, status: number] | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof LatchkeyError ? [error.code, error.status] : [String(error), 0]
  }
}
const bigText = '18446744073709551615'

/** Written so, and read back so. */
const written: readonly (readonly [text: string, grants: readonly object[]])[] = [
  ['', []],
  ['*#', [{ permissions: [] }]],
  ['*#read', [{ permissions: ['read'] }]],
  ['*#read *#read', [{ permissions: ['read'] }, { permissions: ['read'] }]],
  ['*#read,read', [{ permissions: ['read', 'read'] }]],
  ['blog.Post:42#read,change', [{ app: 'blog', model: 'Post', id: 42, permissions: ['read', 'change'] }]],
  [
    'blog.Post#publish blog#moderate *#see',
    [
      { app: 'blog', model: 'Post', permissions: ['publish'] },
      { app: 'blog', permissions: ['moderate'] },
      { permissions: ['see'] },
    ],
  ],
  ['blog.Post:42#', [{ app: 'blog', model: 'Post', id: 42, permissions: [] }]],
  ['shop.Order:-7#read', [{ app: 'shop', model: 'Order', id: -7, permissions: ['read'] }]],
  ['shop.Order:0#read', [{ app: 'shop', model: 'Order', id: 0, permissions: ['read'] }]],
  ['shop.Order:%342#read', [{ app: 'shop', model: 'Order', id: '42', permissions: ['read'] }]],
  ['shop.Order:%2D7#read', [{ app: 'shop', model: 'Order', id: '-7', permissions: ['read'] }]],
  ['shop.Order:%30#read', [{ app: 'shop', model: 'Order', id: '0', permissions: ['read'] }]],
  ['shop.Order:007#read', [{ app: 'shop', model: 'Order', id: '007', permissions: ['read'] }]],
  ['shop.Order:-0#read', [{ app: 'shop', model: 'Order', id: '-0', permissions: ['read'] }]],
  ['shop.Order:-#read', [{ app: 'shop', model: 'Order', id: '-', permissions: ['read'] }]],
  ['shop.Order:1.5#read', [{ app: 'shop', model: 'Order', id: '1.5', permissions: ['read'] }]],
  ['shop.Order:1e3#read', [{ app: 'shop', model: 'Order', id: '1e3', permissions: ['read'] }]],
  [
    `shop.Order:${bigText}#read`,
    [{ app: 'shop', model: 'Order', id: 2n ** 64n - 1n, permissions: ['read'] }],
  ],
  [
    'shop.Order:-9223372036854775808#read',
    [{ app: 'shop', model: 'Order', id: -(2n ** 63n), permissions: ['read'] }],
  ],
  [
    'shop.Order:%399999999999999999999#read',
    [{ app: 'shop', model: 'Order', id: '99999999999999999999', permissions: ['read'] }],
  ],
  ['shop.Order:a%2Cb%23c%20d#read', [{ app: 'shop', model: 'Order', id: 'a,b#c d', permissions: ['read'] }]],
  [
    'drive.File:/reports/2026.pdf#files:read',
    [{ app: 'drive', model: 'File', id: '/reports/2026.pdf', permissions: ['files:read'] }],
  ],
  [
    'shop.Line:(7,eu-west,%342)#read',
    [{ app: 'shop', model: 'Line', id: [7, 'eu-west', '42'], permissions: ['read'] }],
  ],
  [
    'shop.Line:(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16)#read',
    [
      {
        app: 'shop',
        model: 'Line',
        id: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        permissions: ['read'],
      },
    ],
  ],
  ['shop.Line:%287%29#read', [{ app: 'shop', model: 'Line', id: '(7)', permissions: ['read'] }]],
  ['shop.Line:(a%2Cb,c)#read', [{ app: 'shop', model: 'Line', id: ['a,b', 'c'], permissions: ['read'] }]],
  ['my%2Eapp.Caf%C3%A9#read', [{ app: 'my.app', model: 'Café', permissions: ['read'] }]],
  ['%2A#read', [{ app: '*', permissions: ['read'] }]],
  ['a%3Ab.c%3Ad:e:f#g', [{ app: 'a:b', model: 'c:d', id: 'e:f', permissions: ['g'] }]],
  ['a.b:%2A#%2A', [{ app: 'a', model: 'b', id: '*', permissions: ['*'] }]],
  ['a.b:%F0%9F%98%80#r', [{ app: 'a', model: 'b', id: '😀', permissions: ['r'] }]],
  ['a.b:%00#%EF%BB%BF', [{ app: 'a', model: 'b', id: '\u0000', permissions: ['\ufeff'] }]],
  ['a.b:%25#r', [{ app: 'a', model: 'b', id: '%', permissions: ['r'] }]],
  ['a.b:%2525#r', [{ app: 'a', model: 'b', id: '%25', permissions: ['r'] }]],
  ['a.b:%22%5C%27%2B#r', [{ app: 'a', model: 'b', id: '"\\\'+', permissions: ['r'] }]],
  ['undefined.null:NaN#true', [{ app: 'undefined', model: 'null', id: 'NaN', permissions: ['true'] }]],
]

test.each(written)('%s is written so, and read back', (text, grants) => {
  expect(scope.format(grants as unknown as Scope)).toBe(text)
  expect(scope.parse(text)).toEqual(grants)
})

test.each([
  ['#read', '*#read'],
  ['#', '*#'],
  ['my%2eapp.Café#%72ead', 'my%2Eapp.Caf%C3%A9#read'],
  ['shop.Order:4%32#read', 'shop.Order:%342#read'],
  ['shop.Order:%2d7#read', 'shop.Order:%2D7#read'],
  ['shop.Order:%61#read', 'shop.Order:a#read'],
  ['*#read\u00a0', '*#read%C2%A0'],
  ['*#\u0080', '*#%C2%80'],
  ['%62%6C%6F%67#read', 'blog#read'],
  ['漢.字:😀#é', '%E6%BC%A2.%E5%AD%97:%F0%9F%98%80#%C3%A9'],
  ['a.b:(4%32,%61)#r', 'a.b:(%342,a)#r'],
])('%s is read, and written as %s', (read, text) => expect(scope.format(scope.parse(read))).toBe(text))

test.each([
  'blog.Post:42',
  'blog',
  ' ',
  '  ',
  '*',
  'blog.Post:#read',
  '.Post#read',
  'blog.#read',
  '.#read',
  ':42#read',
  '.:42#read',
  'blog:42#read',
  '*:42#read',
  'blog.Post.x#read',
  'blog.Post.x:42#read',
  '*.Post#read',
  '*#read,',
  '*#,read',
  '*#,',
  '*#a,,b',
  '*#a#b',
  '*##a',
  '*#*',
  '*#read  *#see',
  ' *#read',
  '*#read ',
  '*#read\t*#see',
  '*#read\n*#see',
  '\n',
  '*#read\n',
  'blog.Post: 42#read',
  'blog.Post:42 #read',
  'blog .Post#read',
  'blog.Post:18446744073709551616#read',
  'blog.Post:-9223372036854775809#read',
  'blog.Post:99999999999999999999999999#read',
  'blog.Post:(7)#read',
  'blog.Post:()#read',
  'blog.Post:(7,)#read',
  'blog.Post:(,7)#read',
  'blog.Post:(7,(8,9))#read',
  'blog.Post:((7,8),9)#read',
  'blog.Post:(7,8#read',
  'blog.Post:7,8)#read',
  'blog.Post:(7,89#read',
  'blog.Post:77,8)#read',
  'blog.Post:7,8#read',
  `blog.Post:(${'1,'.repeat(16)}1)#read`,
  'blog.Post:(7, 8)#read',
  'blog.Post:a+b#read',
  'blog.Post:a"b#read',
  'blog.Post:a\\b#read',
  'blog.Post:a;b#read',
  'blog.Post:a=b#read',
  'blog.Post:a|b#read',
  'blog.Post:%#read',
  'blog.Post:%4#read',
  'blog.Post:%4g#read',
  'blog.Post:%C3#read',
  'blog.Post:%C3%28#read',
  'blog.Post:%C0%AF#read',
  'blog.Post:%E0%80%AF#read',
  'blog.Post:%ED%A0%80#read',
  'blog.Post:%F4%90%80%80#read',
  'blog.Post:%FF#read',
  'blog.Post:\ud800#read',
  'blog.Post:\udc00\ud800#read',
  '\ud800#read',
  `${'a'.repeat(256)}#read`,
  `*#${'a'.repeat(256)}`,
  `a.b:${'%C3%A9'.repeat(128)}#read`,
  'blog/x#read',
  'blog@x#read',
  '*#read,change publish',
])('%j is refused', (text) => expect(failureOf(() => scope.parse(text))).toEqual(['INVALID_NOTATION', 500]))

test.each([[undefined], [null], [5], [['*#read']], [{}], [new String('*#read')]])(
  '%j is no notation',
  (value) =>
    expect(failureOf(() => scope.parse(value as unknown as string))).toEqual(['INVALID_NOTATION', 500]),
)

test('names and ids of exactly 255 bytes are read, and no more', () => {
  for (const unit of ['a', '%C3%A9', '%E6%BC%A2']) {
    const count = Math.floor(255 / (unit === 'a' ? 1 : unit.length / 3))
    expect(failureOf(() => scope.parse(`${unit.repeat(count)}#${unit.repeat(count)}`))).toBe(undefined)
    expect(failureOf(() => scope.parse(`${unit.repeat(count + 1)}#read`))).toEqual(['INVALID_NOTATION', 500])
  }
})

test.each([
  [':42#read', 'an id stands behind a model'],
  ['a.b:c+d#read', 'an id has a character that must be percent-encoded: "+"'],
  ['a.b:%4#read', 'an id is a well-formed text'],
  ['a#read,b+c', 'a permission has a character that must be percent-encoded: "+"'],
  ['a#read,', 'a permission is a well-formed text'],
  ['a+b#read', 'a name of an app or a model has a character that must be percent-encoded: "+"'],
])('the message for %s says: %s', (line, message) => expect(() => scope.parse(line)).toThrow(message))

test('a message does not repeat what was written', () => {
  for (const text of [
    'hunter2hunter2',
    'hunter2+hunter2#read',
    '%hunter2hunter2#read',
    'a.b:hunter2(hunter2#r',
  ])
    expect(() => scope.parse(text)).not.toThrow(/hunter2/)
})

// ---------------------------------------------------------------- properties

const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((value) => value.isWellFormed())
const single = fc.oneof(
  text,
  fc.maxSafeInteger().filter((value) => !Object.is(value, -0)),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
  fc.constantFrom('0', '-0', '5', '-5', '05', '(1,2)', '()', '*', '%', '-', '.', ':'),
)
const grants: fc.Arbitrary<Grant> = fc
  .record({
    level: fc.integer({ min: 0, max: 3 }),
    app: text,
    model: text,
    id: fc.oneof(single, fc.array(single, { minLength: 2, maxLength: 16 })),
    permissions: fc.array(text, { maxLength: 3 }),
  })
  .map(({ level, app, model, id, permissions }) => {
    const parts = Object.entries({ app, model, id }).slice(0, level)
    return Object.fromEntries([...parts, ['permissions', permissions]]) as unknown as Grant
  })

test('what is written is read back exactly', () => {
  fc.assert(
    fc.property(fc.array(grants, { maxLength: 4 }), (granted) => {
      const line = scope.format(granted)
      expect(scope.parse(line)).toEqual(granted)
      expect(scope.format(scope.parse(line))).toBe(line)
    }),
    { numRuns: times(3000) },
  )
})

test('only characters are written that RFC 6750 allows in scope=, and no line end', () => {
  const allowed = /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/
  fc.assert(
    fc.property(fc.array(grants, { maxLength: 4 }), (granted) => {
      const line = scope.format(granted)
      expect(line).toMatch(allowed)
      expect(line === '' ? 0 : line.split(' ').length).toBe(granted.length)
    }),
    { numRuns: times(3000) },
  )
})

const again = (line: string): Scope => scope.parse(scope.format(scope.parse(line)))

test('any text is read or refused with INVALID_NOTATION; what is read is written and read alike', () => {
  const characters = fc.constantFrom(...'ab.:#,*%()-01 /@~"\\+é\ud800漢', '%2E', '%C3%A9', '%', '(1,2)')
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 16 }), (parts) => {
      const line = parts.join('')
      const failure = failureOf(() => scope.parse(line))
      expect(failure ?? again(line)).toEqual(
        failure === undefined ? scope.parse(line) : ['INVALID_NOTATION', 500],
      )
    }),
    { numRuns: times(3000) },
  )
})

// ---------------------------------------------------------------- read by a registry

const app = defineApp(
  'app',
  {
    Int: { id: 'int', permissions: ['read'] },
    Bigint: { id: 'bigint', permissions: ['read'] },
    Uuid: { id: 'uuid', permissions: ['read'] },
    ObjectId: { id: 'objectid', permissions: ['read'] },
    Text: { id: 'string', permissions: ['read'] },
    Any: { permissions: ['read'] },
    Pair: { id: ['int', 'string'], permissions: ['read'] },
  },
  { permissions: ['own'] },
)
const known = latchkey({ secrets: keygen(), apps: [app] }).scope

test.each([
  ['app.Int:42#read', 42],
  ['app.Int:%342#read', 42],
  ['app.Bigint:42#read', 42],
  [`app.Bigint:${bigText}#read`, 2n ** 64n - 1n],
  ['app.Text:42#read', '42'],
  ['app.Text:%342#read', '42'],
  ['app.Any:42#read', 42],
  ['app.Any:%342#read', '42'],
  ['app.Uuid:3F2504E0-4F89-41D3-9A0C-0305E82C3301#read', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['app.ObjectId:507F1F77BCF86CD799439011#read', '507f1f77bcf86cd799439011'],
  ['app.ObjectId:%3111111111111111111111111#read', '111111111111111111111111'],
  ['app.ObjectId:000000000000000000000001#read', '000000000000000000000001'],
  ['app.Pair:(42,43)#read', [42, '43']],
])('%s has the id as its model declares it', (line, id) => {
  expect(known.parse(line).map((grant) => grant.id)).toEqual([id])
})

test.each([
  ['app.Int:5abc#read', 'INVALID_ID', 400],
  ['app.Int:05#read', 'INVALID_ID', 400],
  [`app.Int:${bigText}#read`, 'INVALID_ID', 400],
  ['app.Int:(1,2)#read', 'INVALID_ID', 400],
  ['app.Uuid:5#read', 'INVALID_ID', 400],
  ['app.ObjectId:5#read', 'INVALID_ID', 400],
  ['app.Pair:5#read', 'INVALID_ID', 400],
  ['app.Pair:(1,2,3)#read', 'INVALID_ID', 400],
  ['app.Pair:(x,2)#read', 'INVALID_ID', 400],
  ['app.Int:42#raed', 'UNKNOWN_PERMISSION', 500],
  ['app.Int#own', 'UNKNOWN_PERMISSION', 500],
  ['app#raed', 'UNKNOWN_PERMISSION', 500],
  ['*#raed', 'UNKNOWN_PERMISSION', 500],
  ['#raed', 'UNKNOWN_PERMISSION', 500],
  ['apps#read', 'UNKNOWN_APP', 500],
  ['App.Int#read', 'UNKNOWN_APP', 500],
  ['app.int#read', 'UNKNOWN_APP', 500],
  ['app.__proto__#read', 'UNKNOWN_APP', 500],
  ['__proto__#read', 'UNKNOWN_APP', 500],
  ['app.Int:42', 'INVALID_NOTATION', 500],
  // It is an integer by its syntax, and one out of range.
  ['app.ObjectId:111111111111111111111111#read', 'INVALID_NOTATION', 500],
])('%s is %s, since the apps are known', (line, code, status) => {
  expect(failureOf(() => known.parse(line))).toEqual([code, status])
})

test.each(['app#own', 'app#read,own', '*#read', '*#own', 'app.Int:42#', ''])(
  '%j is read by a registry',
  (line) => {
    expect(known.format(known.parse(line))).toBe(line)
  },
)
