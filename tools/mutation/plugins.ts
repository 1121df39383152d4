/**
 * What Stryker is told beside: which mutants are not made, and that each one that survives is printed when it is found.
 *
 * A sentence for people is not mutated: what a message says is no promise, and tests compare codes and reasons.
 */
import type { MutantResult } from '@stryker-mutator/api/core'
import { declareClassPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin'
import type { Reporter } from '@stryker-mutator/api/report'

export const sentence = 'a sentence for people'
/** Where a mutant is, in the terms of the repository. */
export const fileOf = ({ fileName }: MutantResult): string =>
  fileName.slice(fileName.lastIndexOf('/src/') + 1)
export const isKilled = ({ status }: MutantResult): boolean => status === 'Killed' || status === 'Timeout'

interface Path {
  isStringLiteral(): boolean
  isTemplateLiteral(): boolean
  readonly node: {
    readonly value?: unknown
    readonly quasis?: readonly { readonly value: { raw: string } }[]
  }
}

/** A text of three words or more. */
function shouldIgnore(path: Path): string | undefined {
  if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined
  const { value, quasis } = path.node
  const text = quasis ? quasis.map((part) => part.value.raw).join('_') : String(value)
  return text.split(' ').length > 2 ? sentence : undefined
}

class SurvivorReporter implements Reporter {
  onMutantTested(mutant: Readonly<MutantResult>): void {
    if (isKilled(mutant) || mutant.status === 'Ignored') return
    const { status, location, mutatorName, replacement } = mutant
    const place = `${fileOf(mutant)}:${location.start.line}:${location.start.column}`
    console.log(`${place} ${status}: ${mutatorName}: ${replacement?.slice(0, 200)}`)
  }
}

export const strykerPlugins: unknown[] = [
  declareClassPlugin(PluginKind.Reporter, 'survivors', SurvivorReporter),
  declareValuePlugin(PluginKind.Ignore, 'messages', { shouldIgnore }),
]
