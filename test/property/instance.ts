/**
 * An instance whose clock the test sets, and the apps that the set model knows.
 */
import { defineApp, latchkey } from '../../src/index.ts'
import type { Model, Tokens } from '../../src/index.ts'
import { secret } from '../../tools/vectors/keys.ts'
import { apps, models } from './scope-model.ts'

/** 2026-01-01T00:00:00Z in seconds since 1970. */
export const start = 1_767_225_600

/** What stands on the clock, and how often it was read. */
export const clock: { milliseconds: unknown; reads: number } = { milliseconds: start * 1000, reads: 0 }

/** The model handles by `app.model`; any id, any permission. */
export const handles: ReadonlyMap<string, Model<string, unknown, unknown, string>> = new Map()

const declared = apps.map((app) => {
  const handle = defineApp(app, Object.fromEntries(models.map((model) => [model, {}])))
  for (const model of models)
    (handles as Map<string, unknown>).set(`${app}.${model}`, Reflect.get(handle, model))
  return handle
})

export const tokens: Tokens = latchkey({
  secrets: secret(1),
  // Names that differ only in case are refused in one instance.
  apps: declared.slice(0, 1),
  clock: (): number => {
    clock.reads++
    return clock.milliseconds as number
  },
}).tokens
