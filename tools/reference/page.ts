/**
 * The reference as Markdown: a page for each subpath, and one that lists them.
 *
 * A declaration is on one page, that of its home; other subpaths that export it link there. A page is never edited by hand.
 */
import { posix } from 'node:path'
import { readFileSync } from 'node:fs'
import { cutFrom } from './cuts.ts'
import type { Declaration, Entry, Export } from './exports.ts'

/** Where a declaration is described. */
interface Place {
  page: string
  anchor: string
  isPublic: boolean
}
export type Places = Map<Declaration, Place>

/** What is shared by subpaths is at home where it is told best: the core, then the guard of the web's own requests, then plain SQL. */
const first = ['latchkey', 'latchkey/fetch', 'latchkey/sql']

/** The name of the page of a subpath: `express.md`. */
export function pageOf(specifier: string): string {
  return `${specifier === 'latchkey' ? specifier : posix.basename(specifier)}.md`
}

/** All exports of an entry, those of a name space behind it, as `signing.dumps`. */
export function flat(exports: readonly Export[]): Export[] {
  return exports.flatMap((one) => [one, ...(one.members ?? [])])
}

/** Gives each declaration its home: what is exported by a name, then what is only named by others. */
export function placesOf(entries: readonly Entry[]): Places {
  const places: Places = new Map()
  const taken = new Map<string, number>()
  const put = (declaration: Declaration, name: string, page: string, isPublic: boolean): void => {
    // As GitHub and VitePress number headings that are alike.
    const slug = headingOf(name).toLowerCase()
    const count = taken.get(`${page}#${slug}`) ?? 0
    taken.set(`${page}#${slug}`, count + 1)
    places.set(declaration, { page, anchor: count === 0 ? slug : `${slug}-${count}`, isPublic })
  }
  const order = entries.toSorted((one, other) => rank(one) - rank(other))
  for (const { specifier, exports } of order)
    for (const { name, declaration } of inOrder(exports))
      if (declaration !== undefined && !places.has(declaration))
        put(declaration, name, pageOf(specifier), true)
  for (const { specifier } of order) {
    const page = pageOf(specifier)
    // A map goes on to what is put into it while it is read.
    for (const [{ mentions }, place] of places)
      if (place.page === page)
        for (const mention of mentions) if (!places.has(mention)) put(mention, mention.name, page, false)
  }
  return places
}

/** Without its name space: the point would be another anchor on GitHub than in VitePress. */
function headingOf(name: string): string {
  return name.split('.').at(-1)!
}

function rank({ specifier }: Entry): number {
  const at = first.indexOf(specifier)
  return at === -1 ? first.length : at
}

/** Values before types, each as the entry lists them: the order of a page. */
function inOrder(exports: readonly Export[]): Export[] {
  const all = flat(exports)
  return [...all.filter((one) => !isType(one)), ...all.filter(isType)]
}

const generated = '<!-- Written by `npm run reference` from the comments of the sources. Change those. -->'

function isType({ declaration }: Export): boolean {
  return declaration?.isType ?? false
}

/** The page of a subpath. */
export function renderPage(entry: Entry, places: Places): string {
  const page = pageOf(entry.specifier)
  const all = inOrder(entry.exports)
  const link = linker(page, places, all)
  const line = ({ name, declaration }: Export): string =>
    declaration === undefined
      ? `- [\`${name}\`](#${name})`
      : `- ${linkTo(name, page, places.get(declaration)!)}${summary(link(declaration.comment))}`
  const section = (name: string, { comment, code, mentions }: Declaration, mark = '##'): string => {
    const [told = '', ...tags] = comment.split(/^(?=@(?:throws|example|param|returns)\b)/m)
    const links = mentions.map((mention) => linkTo(mention.name, page, places.get(mention)!))
    return paragraphs(
      `${mark} ${headingOf(name)}`,
      link(told.trim()),
      fence(mark === '##' ? code : code.replaceAll(/^export /gm, '')),
      links.length === 0 ? '' : `See ${links.join(', ')}.`,
      ...tags.map((tag) => link(tagged(tag.trim()))),
    )
  }
  const isHere = ({ declaration }: Export): boolean =>
    declaration === undefined || places.get(declaration)!.page === page
  const here = all.filter(isHere)
  const elsewhere = all.filter((one) => !isHere(one))
  const hidden = [...places].filter(([, place]) => place.page === page && !place.isPublic)
  return `${paragraphs(
    generated,
    `# ${entry.specifier === 'latchkey' ? 'latchkey, the core' : entry.specifier}`,
    link(entry.comment),
    here.map(line).join('\n'),
    ...here.map(({ name, declaration, members }) =>
      declaration === undefined
        ? `## ${name}\n\nA name space of ${members!.length} names: \`${members!.at(-1)!.name}\` and the others that begin so above.`
        : section(name, declaration),
    ),
    ...entry.augmentations.map((code) => `## Added to other packages\n\n${fence(code)}`),
    elsewhere.length === 0 ? '' : `## Exported here too\n\n${elsewhere.map(line).join('\n')}`,
    hidden.length === 0 ? '' : '## Named above, and not exported',
    ...hidden.map(([declaration]) => section(declaration.name, declaration, '###')),
  )}\n`
}

/** The page that lists all others. */
export function renderIndex(entries: readonly Entry[], places: Places): string {
  const rows = entries.map(({ specifier, exports, comment }) => {
    const values = inOrder(exports)
      .filter(({ declaration }) => declaration !== undefined && !declaration.isType)
      .map(({ name, declaration }) => linkTo(name, '', places.get(declaration!)!))
    const told = summary(linker('', places, [])(comment)).slice(2)
    return `| [${specifier}](${pageOf(specifier)}) | ${told} | ${values.join(', ')} |`
  })
  return `${generated}

# Reference

Every export of every subpath: its contract, its errors, and an example that the tests run.

The format of tokens is in [SPEC.md](../../SPEC.md), the promises are in [SECURITY.md](../../SECURITY.md). What a program does wrong throws a
[\`LatchkeyError\`](latchkey.md#latchkeyerror): [the codes](../errors.md). What a stranger sends is a verdict with a
[reason](latchkey.md#reason).

| import | what it is | functions and values |
| --- | --- | --- |
${rows.join('\n')}
`
}

function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n')
}

function tagged(tag: string): string {
  const [, kind = '', text = ''] = /^@(\w+)\s*([^]*)$/.exec(tag) ?? []
  if (kind === 'example') {
    const code = /^```ts fragment\n([^]*?)^```/m.exec(text)?.[1]
    const from = code === undefined ? '' : ` from \`${cutFrom(code)}\``
    return `**Example**${from}\n\n${text.replaceAll(/^```ts .*$/gm, '```ts')}`
  }
  if (kind === 'param') return `**${/^\S+/.exec(text)![0]}**: ${text.replace(/^\S+\s*/, '')}`
  return `**${kind[0]!.toUpperCase()}${kind.slice(1)}** ${text}`
}

/** A declaration as code, where no link can be. */
function fence(code: string): string {
  const plain = code.replaceAll('export declare ', 'export ').replaceAll(/\{@link ([\w.]+)\}/g, '$1')
  return `\`\`\`ts\n${plain}\n\`\`\``
}

/** The first sentence, on one line. */
function summary(text: string): string {
  const sentence = /^[^]*?\.(?=\s|$)/.exec(text.split(/\n\n|^@/m)[0]!.trim())?.[0]
  return sentence === undefined ? '' : `: ${sentence.replaceAll(/\s+/g, ' ')}`
}

function linkTo(name: string, page: string, place: Place): string {
  return `[\`${name}\`](${place.page === page ? '' : place.page}#${place.anchor})`
}

/** Makes links of `{@link name}` and of sections of the specification, outside of code. */
function linker(page: string, places: Places, exports: readonly Export[]): (text: string) => string {
  const byName = new Map<string, Place>()
  for (const [{ name }, place] of places) if (place.isPublic && !byName.has(name)) byName.set(name, place)
  // Names of this page come before those of others.
  for (const { name, declaration } of exports)
    if (declaration !== undefined) byName.set(headingOf(name), places.get(declaration)!)
  const linked = (text: string): string =>
    text
      .replaceAll(/\{@link ([\w.]+)\}/g, (_all, name: string) => {
        const place = byName.get(name.split('.')[0]!)
        return place === undefined ? `\`${name}\`` : linkTo(name, page, place)
      })
      .replaceAll(/SPEC §([\d.]*\d)/g, (all, number: string) => {
        const anchor = specification().get(number)
        if (anchor === undefined) throw new Error(`${all} is no section of SPEC.md`)
        return `[${all}](../../SPEC.md#${anchor})`
      })
  return (text) =>
    text
      .split(/^(```[^]*?^```)/m)
      .map((part) => (part.startsWith('```') ? part : linked(part)))
      .join('')
}

let anchors: Map<string, string> | undefined
/** The anchors of SPEC.md by the numbers of its sections. */
function specification(): Map<string, string> {
  anchors ??= new Map(
    [...readFileSync('SPEC.md', 'utf8').matchAll(/^#{2,3} (([\d.]*\d)\.? .+)$/gm)].map(
      ([, heading, number]) => [number!, slugOf(heading!)],
    ),
  )
  return anchors
}

/** The anchor that GitHub gives a heading. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
