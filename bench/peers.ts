/**
 * The libraries that latchkey is measured beside.
 */
import type { Peer } from './peer.ts'
import { biscuit } from './peers/biscuit.ts'
import { fastJwt } from './peers/fast-jwt.ts'
import { jose } from './peers/jose.ts'
import { jwt } from './peers/jsonwebtoken.ts'
import { macaroonPeer } from './peers/macaroon.ts'
import { paseto } from './peers/paseto.ts'

export async function makePeers(): Promise<readonly Peer[]> {
  return [fastJwt(true), fastJwt(false), jwt(), macaroonPeer(), await jose(), paseto(), biscuit()]
}
