/**
 * From a document to its examples: the ```ts blocks of Markdown and of the comments of a TypeScript source, and the ```sh blocks of
 * Markdown that call `npx latchkey`.
 *
 * Law: line N of a block's code is line N of its document, so that every message of a compiler or a runtime points there.
 * The words after `ts`: `no-run` (types only), `continue` (goes on with the block before), `fragment` (left out, and counted), and
 * `from FILE`: cut from a file of examples/ or test/, which CI runs. After `sh`: `no-run`; a block that installs something is not run either.
 */
import { parseSync } from 'rolldown/utils'

/** An example, to be written as a module. */
export interface Block {
  /** The document, with the line of the first line of code: `README.md:12`. */
  place: string
  /** The file name that its first line gives: `// file: apps.ts`. */
  name: string | undefined
  run: boolean
  code: string
}
/** What is cut from a file: it has to be in it as it is. */
export interface Quotation {
  place: string
  file: string
  code: string
}
/** Commands for a shell. */
export interface Commands {
  place: string
  code: string
}
/** What a document holds. A problem is something that would otherwise go unnoticed. */
export interface Document {
  file: string
  blocks: Block[]
  quotations: Quotation[]
  commands: Commands[]
  fragments: string[]
  problems: Problem[]
}
export interface Problem {
  place: string
  reason: string
}

const words = ['no-run', 'fragment', 'continue']

/** Reads Markdown; `offset` is the number of lines before `text` in its file. */
export function fromMarkdown(file: string, text: string, offset = 0): Document {
  const found: Document = { file, blocks: [], quotations: [], commands: [], fragments: [], problems: [] }
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const fence = /^( *)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(lines[at]!)
    if (fence === null) continue
    const [, indent = '', marks = '', language = '', info = ''] = fence
    const first = at + 1
    do at++
    while (at < lines.length && lines[at]!.trim() !== marks)
    const place = `${file}:${offset + first + 1}`
    const code = lines.slice(first, at).map((line) => line.replace(indent, ''))
    if (language === 'sh' && info !== 'no-run' && isForCommands(code))
      found.commands.push({ place, code: code.join('\n') })
    if (language !== 'ts' && language !== 'typescript') continue

    const source = /^from (\S+)$/.exec(info)?.[1]
    if (source !== undefined) {
      found.quotations.push({ place, file: source, code: code.join('\n') })
      continue
    }
    const modes = info.split(/\s+/).filter(Boolean)
    const unknown = modes.find((mode) => !words.includes(mode))
    const previous = found.blocks.at(-1)
    if (unknown !== undefined) {
      found.problems.push({
        place,
        reason: `'${unknown}' after \`\`\`ts is none of ${words.join(', ')}, from FILE`,
      })
    } else if (modes.includes('fragment')) {
      found.fragments.push(place)
    } else if (!modes.includes('continue')) {
      const name = /^\/\/ file: ([\w-]+(?:\.[\w-]+)*\.ts)$/.exec(code[0]?.trim() ?? '')?.[1]
      const padded = '\n'.repeat(offset + first) + code.join('\n')
      found.blocks.push({ place, name, run: !modes.includes('no-run'), code: padded })
    } else if (previous === undefined) {
      found.problems.push({ place, reason: 'there is no block before it to continue' })
    } else {
      previous.code += '\n'.repeat(offset + first + 1 - previous.code.split('\n').length) + code.join('\n')
    }
  }
  return found
}

/** Reads the doc comments of a TypeScript source. Each stands for itself: `continue` stays within one comment. */
export function fromSource(file: string, text: string): Document {
  const all: Document = { file, blocks: [], quotations: [], commands: [], fragments: [], problems: [] }
  for (const comment of parseSync(file, text).comments) {
    if (comment.type !== 'Block' || !comment.value.startsWith('*')) continue
    const offset = text.slice(0, comment.start).split('\n').length - 1
    const place = `${file}:${offset + 1}`
    const prose = comment.value.replaceAll(/^[ \t]*\* ?/gm, '')
    const found = fromMarkdown(file, prose, offset)
    all.blocks.push(...found.blocks.map((block) => ({ ...block, name: undefined })))
    all.quotations.push(...found.quotations)
    all.fragments.push(...found.fragments)
    all.problems.push(...found.problems)
    const bare = prose
      .split('@example')
      .slice(1)
      .some((example) => !example.includes('```ts'))
    if (bare) all.problems.push({ place, reason: 'an @example without a ```ts block' })
  }
  return all
}

/** Whether the command line of latchkey is called, in a project that is there already. */
function isForCommands(lines: string[]): boolean {
  return (
    lines.some((line) => /(^|[(|] ?)npx latchkey /.test(line)) &&
    !lines.some((line) => line.startsWith('npm '))
  )
}
