/**
 * Every page of the app in every state that looks different, and how one gets there.
 */
import { type Page } from 'playwright-core'
import { scope } from 'latchkey'
import { fillIn, makeLink, signIn } from './browser.ts'
import { changing, reading, type Server, tokensOf } from './server.ts'

export interface Scene {
  readonly name: string
  go(page: Page, server: Server): Promise<void>
}

const aName = 'Dora Wilhelmina Konstantinopolitanskaya-Featherstonehaugh von und zu Oberhausen'
const open = async (page: Page, { address }: Server, token: string): Promise<void> =>
  void (await page.goto(`${address}/open?token=${token}`))

export const scenes: readonly Scene[] = [
  { name: 'start', go: async (page, { address }) => void (await page.goto(address)) },
  { name: 'posts', go: (page, { address }) => signIn(page, address, 'Ada') },
  { name: 'posts-of-a-guest', go: (page, { address }) => signIn(page, address, 'Chiyo') },
  {
    name: 'posts-none-found',
    async go(page, { address }) {
      await signIn(page, address, 'Chiyo')
      await page.goto(`${address}/posts?q=${'submarine'.repeat(8)}`)
    },
  },
  {
    name: 'post',
    async go(page, { address }) {
      await signIn(page, address, 'Bruno')
      await page.goto(`${address}/posts/6`)
    },
  },
  {
    name: 'post-changing',
    async go(page, { address }) {
      await signIn(page, address, 'Bruno')
      await page.goto(`${address}/posts/8`)
      await page.getByText('Change this post').click()
    },
  },
  {
    name: 'share',
    async go(page, { address }) {
      await signIn(page, address, 'Ada')
      await page.goto(`${address}/share?post=1&post=6&post=8&post=2`)
    },
  },
  {
    name: 'share-refused',
    async go(page, { address }) {
      await signIn(page, address, 'Ada')
      await page.goto(`${address}/share?post=1`)
      await page.getByRole('radio', { name: 'Read and change' }).check()
      await page.getByRole('radio', { name: 'Once' }).check()
      await page.getByRole('button', { name: 'Make the link' }).click()
    },
  },
  {
    // Before other scenes make more.
    name: 'links-none',
    async go(page, { address }) {
      await signIn(page, address, 'Bruno')
      await page.goto(`${address}/links`)
    },
  },
  {
    name: 'links',
    async go(page, { address }) {
      await signIn(page, address, 'Ada')
      await page.goto(`${address}/links`)
    },
  },
  {
    name: 'made',
    async go(page, { address }) {
      await signIn(page, address, 'Ada')
      await makeLink(page, address, ['The keeper’s spare key', 'A door that'], {
        name: aName,
        uses: '3 times',
      })
    },
  },
  {
    name: 'made-of-1000',
    async go(page, { address }) {
      await signIn(page, address, 'Ada')
      await page.goto(`${address}/share?all=yes&q=logbook`)
      await fillIn(page, {})
    },
  },
  {
    name: 'shared-list',
    go: (page, server) =>
      open(page, server, tokensOf(server).generate(reading(1, 2, 6, 8), { expiresIn: '7d' })),
  },
  {
    name: 'shared-1000',
    go: (page, server) =>
      open(
        page,
        server,
        tokensOf(server).generate(reading(...Array.from({ length: 1000 }, (_, n) => n + 9)), {
          expiresIn: '7d',
        }),
      ),
  },
  {
    name: 'shared-post',
    go: (page, server) => open(page, server, tokensOf(server).generate(changing(4), { expiresIn: '7d' })),
  },
  {
    name: 'weaker',
    async go(page, server) {
      await open(
        page,
        server,
        tokensOf(server).generate(scope.union(changing(1), reading(6, 8)), { expiresIn: '7d' }),
      )
      await page.getByRole('link', { name: 'Pass on a weaker link' }).click()
    },
  },
  {
    name: 'weaker-made',
    async go(page, server) {
      await open(page, server, tokensOf(server).generate(reading(1, 6), { expiresIn: '7d' }))
      await page.getByRole('link', { name: 'Pass on a weaker link' }).click()
      await fillIn(page, { lifetime: '1 hour' })
    },
  },
  {
    name: 'once',
    go: (page, server) =>
      open(page, server, tokensOf(server).generate(reading(1), { expiresIn: '7d', singleUse: true })),
  },
  {
    name: 'once-opened',
    async go(page, server) {
      await open(page, server, tokensOf(server).generate(reading(1, 4), { expiresIn: '7d', singleUse: true }))
      await page.getByRole('button', { name: 'Open it' }).click()
    },
  },
  {
    name: 'link-spent',
    async go(page, server) {
      const token = tokensOf(server).generate(reading(1, 4), { expiresIn: '7d', singleUse: true })
      for (let time = 0; time < 2; time++) {
        await open(page, server, token)
        await page.getByRole('button', { name: 'Open it' }).click()
      }
    },
  },
  {
    name: 'link-expired',
    go: (page, server) =>
      open(
        page,
        server,
        tokensOf(server, () => Date.now() - 7_200_000).generate(reading(1), { expiresIn: '1h' }),
      ),
  },
  { name: 'link-damaged', go: (page, server) => open(page, server, 'lk1half') },
  {
    name: 'not-there',
    async go(page, { address }) {
      await signIn(page, address, 'Chiyo')
      await page.goto(`${address}/posts/7`)
    },
  },
]
