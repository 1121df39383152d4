/**
 * The picture of the share-links app: `node --conditions=@latchkey/source tools/pictures/share-links.ts` writes docs/pictures/share-links.png.
 *
 * The list of whoever shares at a desk, and beside it what a receiver sees on a phone: the real app in the real Chromium.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { makeLink, newPage, openBrowser, signIn } from '../../test/share-links/browser.ts'
import { root, startServer } from '../../test/share-links/server.ts'

/** Writes the picture, and returns its path. */
export async function pictureOfShareLinks(): Promise<string> {
  const path = join(root, 'docs/pictures/share-links.png')
  const server = await startServer()
  const browser = await openBrowser()
  try {
    const desk = await newPage(browser, { viewport: { width: 900, height: 728 }, colorScheme: 'light' })
    await signIn(desk, server.address, 'Ada')
    await makeLink(desk, server.address, ['Night boat'], { uses: '3 times', name: 'The reading group' })
    const link = await makeLink(desk, server.address, ['The keeper', 'A door that', 'What the locksmith'], {
      right: 'Read and change',
      name: 'Dora',
    })
    await desk.goto(`${server.address}/links`)
    const phone = await newPage(browser, { viewport: { width: 390, height: 640 }, colorScheme: 'dark' })
    await phone.goto(link)
    await compose(browser, path, [desk, phone])
  } finally {
    await browser.close()
    await server.stop()
  }
  return path
}

async function compose(browser: Browser, path: string, pages: readonly Page[]): Promise<void> {
  const shots = await Promise.all(pages.map((page) => page.screenshot()))
  const images = shots.map((shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`)
  const sheet = await newPage(browser, { viewport: { width: 1400, height: 860 } })
  await sheet.setContent(`<style>
    body { margin: 0; padding: 50px; display: flex; gap: 30px; align-items: end; background: #d9e4e4 }
    img { border-radius: 12px; box-shadow: 0 2px 14px #0003 }
  </style>${images.join('')}`)
  await sheet.screenshot({ path })
}

if (import.meta.main) console.log(await pictureOfShareLinks())
