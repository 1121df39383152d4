// Tokens of right structure whose tag was made by a near miss: one step of the construction misread.

import type { Bytes } from './bytes.ts'
import { byte, frame, join, utf8 } from './bytes.ts'
import type { InvalidContext } from './collect.ts'
import { invalid, KEY } from './collect.ts'
import { blockTag, derive, hmac, macKey, sha256 } from './keys.ts'
import { assemble, mint } from './mint.ts'
import { post } from './scope.ts'
import { block } from './wire.ts'

const PLAIN = mint({ scope: [post(42, 'read')] })

function forged(name: string, comment: string, token: string, context: InvalidContext = {}): void {
  invalid('forged', name, comment, token, context)
}

/** Tags as someone would make them who misread one step. */
function nearMisses(): void {
  const { root: bytes } = PLAIN
  const k0 = macKey(KEY.secret, '')
  const message = join(byte(0), bytes)
  const near = (name: string, comment: string, tag: Bytes, context: InvalidContext = {}): void => {
    forged(`near-${name}`, comment, assemble(bytes, [], tag.subarray(0, 16)), context)
  }
  near('no-zero', 'The tag of a root without the zero byte in front.', hmac(k0, bytes))
  near('one', 'The tag of a root with the one of blocks in front.', hmac(k0, join(byte(1), bytes)))
  near('last-half', 'The last sixteen bytes of the MAC instead of the first.', hmac(k0, message).subarray(16))
  near('sha512', 'HMAC with SHA-512.', hmac(k0, message, 'sha512'))
  near('sha1', 'HMAC with SHA-1.', hmac(k0, message, 'sha1'))
  near('hash', 'A bare hash of key and message.', sha256(join(k0, message)))
  near('secret-as-key', 'HMAC with the secret itself as key.', hmac(KEY.secret, message))
  near('key-16', 'HMAC with the first sixteen bytes of the key.', hmac(k0.subarray(0, 16), message))
  near('public', 'HMAC with an empty key.', hmac(byte(), message))
  const info = (...parts: Bytes[]): Bytes => hmac(derive(KEY.secret, join(...parts), 32), message)
  const [mac, name, kid, none] = [frame('mac'), frame('HMAC-SHA256-128'), frame(byte(0x12)), frame('')]
  near('info-no-mac', 'A key derived without the word mac.', info(name, kid, none))
  near('info-no-name', 'A key derived without the name of the algorithm.', info(mac, kid, none))
  near('info-no-kid', 'A key derived without the kid.', info(mac, name, none))
  near('info-no-salt', 'A key derived without the frame of the empty salt.', info(mac, name, kid))
  near(
    'info-unframed',
    'A key derived from words without frames.',
    info(utf8('mac'), utf8('HMAC-SHA256-128'), byte(0x12)),
  )
  near(
    'hkdf-salt',
    'A key derived without the salt latchkey/1.',
    hmac(derive(KEY.secret, join(mac, name, kid, none), 32, byte()), message),
  )
  const salted = derive(KEY.secret, join(mac, name, kid, none), 32, utf8('invite'))
  near('hkdf-salt-option', 'A key derived with the salt option as salt of HKDF.', hmac(salted, message), {
    salt: 'invite',
  })
  const suffix = derive(KEY.secret, join(mac, name, kid, utf8('invite')), 32)
  near('salt-unframed', 'A key derived with the salt option without its frame.', hmac(suffix, message), {
    salt: 'invite',
  })

  const step = block({ lifetime: 3600 })
  const chain = (name_: string, comment: string, tag: Bytes): void => {
    forged(`near-${name_}`, comment, assemble(bytes, [step], tag.subarray(0, 16)))
  }
  const t0 = PLAIN.tag
  chain(
    'block-unbound',
    'The tag of a block without the hash of what comes before.',
    hmac(t0, join(byte(1), step)),
  )
  chain(
    'block-zero',
    'The tag of a block with the zero of roots in front.',
    hmac(t0, join(byte(0), sha256(bytes), step)),
  )
  chain('block-no-one', 'The tag of a block without the one in front.', hmac(t0, join(sha256(bytes), step)))
  chain(
    'block-raw',
    'The tag of a block over what comes before itself, not its hash.',
    hmac(t0, join(byte(1), bytes, step)),
  )
  chain(
    'block-hash-all',
    'The tag of a block with a hash that covers the block too.',
    hmac(t0, join(byte(1), sha256(join(bytes, step)), step)),
  )
  chain(
    'block-no-length',
    'The tag of a block without its length.',
    hmac(t0, join(byte(1), sha256(bytes), step.subarray(1))),
  )
  chain(
    'block-k0',
    'The tag of a block with the key of the root.',
    hmac(k0, join(byte(1), sha256(bytes), step)),
  )
  chain(
    'block-t0-32',
    'The tag of a block with the whole MAC of the root as key.',
    hmac(hmac(k0, message), join(byte(1), sha256(bytes), step)),
  )
  const next = block({ lifetime: 1800 })
  const unchained = blockTag(blockTag(t0, bytes, step), bytes, next)
  forged(
    'near-second-block-hash',
    'The hash before a second block covers the root only.',
    assemble(bytes, [step, next], unchained),
  )
}

export function nearlyRight(): void {
  nearMisses()
}
