/**
 * Whoever reads the store gains nothing: no window of 16 bytes of it verifies a token, or any link of its chain, from which it could be
 * extended.
 */
import { defineApp, keygen, latchkey } from 'latchkey'
import { hold } from '../campaign.ts'
import type { Campaign } from '../campaign.ts'

const shop = defineApp('shop', { Order: { id: 'int', permissions: ['read', 'pay'] } })

export const dump: Campaign = async (engine) => {
  const place = await engine.place()
  const { store, close } = await engine.open(place)
  const secret = keygen()
  const { scope, tokens } = latchkey({ secrets: secret, apps: [shop], store })
  const plain = latchkey({ secrets: secret, apps: [shop] }).tokens
  await tokens.ready()
  const order = scope.accessObj(shop.Order(7), 'read')
  const chains: string[][] = []
  for (let index = 0; index < 4; index++) {
    const root = tokens.generate(scope.accessModel(shop.Order, 'read', 'pay'), {
      uses: 3,
      subject: shop.Order(index),
    })
    const link = tokens.narrow(root, { to: order })
    const leaf = tokens.narrow(link, { expiresIn: '1h' })
    await tokens.redeem(leaf, order)
    for (const token of [root, link, leaf]) await tokens.revoke({ token })
    chains.push([root, link, leaf])
  }
  for (const target of [
    shop.Order(7),
    shop.Order,
    shop,
    'all',
    { subject: 'alice' },
    { subject: shop.Order(1) },
  ] as const)
    await tokens.revoke(target)
  await close()

  const bytes = Buffer.from(await engine.dump(place))
  const text = bytes.toString('latin1')
  hold(text.includes('shop.Order:7') && text.includes('alice'), 'the dump does not hold what was revoked')
  for (const token of chains.flat())
    hold(!text.includes(token) && !text.includes(token.slice(-20)), 'a token is in the store')
  hold(!text.includes(secret) && !text.includes(secret.slice(-20)), 'a secret is in the store')
  // Ids are stored as text: their bytes are looked at too.
  const hex = Array.from(text.matchAll(/[0-9a-f]{32,}/gi), ([digits]) =>
    Buffer.from(digits.slice(0, digits.length & ~1), 'hex'),
  )
  const windows = new Set<string>()
  for (const part of [bytes, ...hex])
    for (let at = 0; at + 16 <= part.length; at++) windows.add(part.subarray(at, at + 16).toString('latin1'))

  let tried = 0
  for (const token of chains[0]!.concat(chains[1]!)) {
    const body = Buffer.from(token, 'base64url').subarray(0, -16)
    const verifies = (tag: Uint8Array): boolean => {
      const { reason } = {
        reason: undefined,
        ...plain.verify(Buffer.concat([body, tag]).toString('base64url'), 'authentic'),
      }
      return reason !== 'forged'
    }
    hold(
      verifies(Buffer.from(token, 'base64url').subarray(-16)),
      'the search does not find a tag that is right',
    )
    for (const window of windows) {
      tried++
      hold(!verifies(Buffer.from(window, 'latin1')), 'a window of the store is the tag of a token')
    }
  }
  return `${bytes.length} bytes, ${windows.size} windows: 0 of ${tried} trials verify or extend a token`
}
