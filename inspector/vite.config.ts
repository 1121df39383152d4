/**
 * Builds the inspector: one HTML file with its script and its style inside, and a policy that lets it reach nothing.
 *
 * Laws: the policy names the script and the style by their hashes, so that no other can run; no address of any kind can be loaded.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { defineConfig } from 'vite'
import type { Plugin, UserConfig } from 'vite'

/** Puts the one script and the one style into the page, and the policy before them. */
const oneFile: Plugin = {
  name: 'one-file',
  apply: 'build',
  enforce: 'post',
  generateBundle(_, bundle) {
    const files = Object.values(bundle)
    const page = files.find(({ fileName }) => fileName.endsWith('.html'))
    const script = files.find(({ fileName }) => fileName.endsWith('.js'))
    const style = files.find(({ fileName }) => fileName.endsWith('.css'))
    if (page?.type !== 'asset' || script?.type !== 'chunk' || style?.type !== 'asset' || files.length !== 3)
      throw new Error(`the page is of ${files.map(({ fileName }) => fileName).join(', ')}`)
    // A text of the script must not end it.
    const code = script.code.trim().replaceAll('</script', String.raw`<\/script`)
    const rules = String(style.source).trim()
    page.source = String(page.source)
      .replace(/\s*<script type="module"[^>]*><\/script>/, '')
      .replace(/\s*<link rel="stylesheet"[^>]*>/, '')
      .replace('<!-- policy -->', () => policy(code, rules))
      .replace('</head>', () => `<style>${rules}</style>\n</head>`)
      .replace('</body>', () => `<script type="module">${code}</script>\n</body>`)
      .concat(licenses(script.moduleIds))
    delete bundle[script.fileName]
    delete bundle[style.fileName]
  },
}

function policy(code: string, rules: string): string {
  const directives = [
    "default-src 'none'",
    "connect-src 'none'",
    `script-src ${hash(code)}`,
    `style-src ${hash(rules)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ]
  return `<meta http-equiv="Content-Security-Policy" content="${directives.join('; ')}">`
}

/** The terms of the packages that are in the page, which have to go with it. */
function licenses(modules: readonly string[]): string {
  const folders = modules.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])
  const texts = [...new Set(folders)].map((folder) => {
    const name = folder.slice(folder.lastIndexOf('/node_modules/') + '/node_modules/'.length)
    return `${name}\n\n${readFileSync(`${folder}/LICENSE`, 'utf8').trim()}`
  })
  return `<!--\nWhat is in this page besides latchkey:\n\n${texts.toSorted().join('\n\n')}\n-->\n`
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: { conditions: ['@latchkey/source'] },
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  preview: { host: '127.0.0.1', port: 4174 },
  server: { host: '127.0.0.1' },
  plugins: [oneFile],
})
export default config
