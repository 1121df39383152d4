/**
 * Integers of 64 bits that SQLite does not round: its driver reads a number, and from text MikroORM makes a bigint.
 */
import { BigIntType } from '@mikro-orm/core'
import type { Platform } from '@mikro-orm/core'

export class ExactBigInt extends BigIntType {
  override convertToJSValueSQL(key: string, platform: Platform): string {
    return platform.constructor.name === 'SqlitePlatform' ? `cast(${key} as text)` : key
  }
}
