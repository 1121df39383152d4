/**
 * The site of the documentation: the Markdown of the repository as it is, with a sidebar and a search.
 *
 * Every page is read on a host of repositories too, so that links are paths of the repository. `links` below makes addresses of the site of
 * them: README.md is its first page. What is no page, such as a program, is a link to `SOURCE_URL`, where that says where the source is, and
 * plain text otherwise. A link to nothing is for `tools/site.ts` to find, and VitePress fails for it too.
 */
import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type MarkdownRenderer } from 'vitepress'
import { slug } from '../../tools/docs/links.ts'
import { copyPages } from './pages.ts'
import { sidebar } from './sidebar.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = copyPages(root, join(root, 'docs/.pages'))
const source = process.env['SOURCE_URL']

export default defineConfig({
  title: 'latchkey',
  description: 'Secure scoped access tokens for TypeScript',
  lang: 'en-US',
  srcDir: '.pages',
  rewrites: { 'README.md': 'index.md' },
  outDir: './dist',
  cacheDir: 'node_modules/.cache/vitepress',
  // Where the address of the site is not that of its host: BASE=/latchkey/
  base: process.env['BASE'] ?? '/',
  head: [['meta', { name: 'referrer', content: 'no-referrer' }]],
  markdown: {
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: links,
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/docs/getting-started' },
      { text: 'Comparison', link: '/docs/comparison' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
    sidebar: sidebar(root),
    outline: [2, 3],
    search: { provider: 'local' },
    externalLinkIcon: true,
  },
})

/** Makes addresses of the site of the paths that Markdown has. */
function links(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('links', ({ tokens, env }) => {
    const folder = dirname((env as { relativePath: string }).relativePath)
    for (const block of tokens) {
      // The highlighter knows no ABNF.
      if (block.info === 'abnf') block.info = 'txt'
      let isText = false
      block.children &&= block.children.filter((token) => {
        if (token.type === 'link_close') return !isText
        if (token.type !== 'link_open') return true
        const address = addressOf(folder, token.attrGet('href') ?? '')
        isText = address === undefined
        if (address !== undefined) token.attrSet('href', address)
        return !isText
      })
    }
  })
}

/** Where a link of a page in `folder` leads on the site: nowhere, if it is to what is no page and there is no place for that. */
function addressOf(folder: string, href: string): string | undefined {
  const [path = '', anchor] = decodeURI(href).split('#')
  if (path === '' || /^[a-z][a-z+.-]*:/i.test(path)) return href
  const target = posix.join(folder, path)
  const page = [target, `${target}/README.md`].find((file) => file.endsWith('.md') && pages.has(file))
  if (page !== undefined)
    return `/${page === 'README.md' ? 'index.md' : page}${anchor === undefined ? '' : `#${anchor}`}`
  if (!existsSync(join(root, target))) return href
  return source === undefined ? undefined : `${source}/${target}`
}
