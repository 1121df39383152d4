/**
 * Runs the bundled suite in a page of Chromium: `node chromium.ts BUNDLE VECTORS`. `CHROMIUM` names the program, else it is Debian's.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// The types of the root do without this folder's packages, which may not be installed.
const playwright: string = 'playwright-core'
const { chromium } = (await import(playwright)) as {
  chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> }
}
interface Browser {
  newPage(): Promise<{ goto(url: string): Promise<unknown>; evaluate(code: string): Promise<unknown> }>
  close(): Promise<void>
}

const [bundle = '', vectors = ''] = process.argv.slice(2)
const pages: Record<string, [type: string, body: string]> = {
  '/': ['text/html', '<!doctype html><script src="/suite.js"></script>'],
  '/suite.js': ['text/javascript', readFileSync(bundle, 'utf8')],
  '/vectors.json': ['application/json', readFileSync(vectors, 'utf8')],
}
const server = createServer((request, response) => {
  const page = pages[request.url ?? '']
  response.writeHead(page === undefined ? 404 : 200, { 'Content-Type': page?.[0] ?? 'text/plain' })
  response.end(page?.[1])
})
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve)
})
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
try {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const report = await page.evaluate(
    "fetch('/vectors.json').then((answer) => answer.json()).then((vectors) => JSON.stringify(suite.conformance(suite, vectors)))",
  )
  process.stdout.write(String(report))
} finally {
  await browser.close()
  server.close()
}
