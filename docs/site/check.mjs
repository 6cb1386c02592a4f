// Looks at the site as its readers do, in a real browser: every link leads somewhere, the search finds, nothing is asked of
// another host, and nothing has to be scrolled sideways on a narrow screen.
import { createServer } from 'node:http'
import { readFile, readdir } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const site = fileURLToPath(new URL('../../target/site', import.meta.url))
const narrow = { width: 360, height: 740 }
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

let passed = 0
const failures = []

function check(condition, text) {
  if (condition) passed++
  else failures.push(text)
}

async function serve(request, response) {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
  try {
    const file = join(site, path.endsWith('/') ? `${path}index.html` : path)
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream')
    response.end(await readFile(file))
  } catch {
    response.writeHead(404).end()
  }
}

const server = createServer(serve)
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const origin = `http://127.0.0.1:${server.address().port}`
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync']
})
const page = await browser.newPage({ viewport: narrow })

const asked = []
page.on('request', (request) => asked.push(request.url()))
// Debian's Javadoc comes without its fonts.
page.on('response', (response) =>
  check(response.status() < 400 || response.url().endsWith('/dejavu.css'), `${response.url()}: ${response.status()}`)
)
page.on('pageerror', (error) => check(false, `${page.url()}: ${error}`))

const pages = (await readdir(site, { recursive: true }))
  .filter((name) => name.endsWith('.html') && !name.startsWith('apidocs/') && name !== '404.html')
  .concat(['apidocs/index.html', 'apidocs/io/makedaemon/Daemon.html', 'apidocs/io/makedaemon/DaemonAttr.Builder.html'])

/** The ids of each page, by its address. */
const ids = new Map()
const links = new Map()
for (const name of pages) {
  await page.goto(`${origin}/${name}`, { waitUntil: 'networkidle' })
  ids.set(page.url(), await page.$$eval('[id]', (elements) => elements.map((element) => element.id)))
  for (const href of await page.$$eval('a[href]', (elements) => elements.map((element) => element.href))) {
    if (href.startsWith(origin)) links.set(href, name)
  }
  if (!name.startsWith('apidocs/')) {
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth)
    check(width <= narrow.width, `${name} is ${width} pixels wide on a screen of ${narrow.width}`)
  }
}

for (const [href, name] of links) {
  const [address, anchor] = href.split('#')
  const response = await fetch(address)
  check(response.ok, `${name} links to ${href}: ${response.status}`)
  const target = address.endsWith('/') ? `${address}index.html` : address
  if (anchor && ids.has(target)) {
    check(ids.get(target).includes(decodeURIComponent(anchor)), `${name} links to ${href}, which has no such place`)
  }
}

await page.setViewportSize({ width: 1280, height: 800 })
await page.goto(`${origin}/`, { waitUntil: 'networkidle' })
await page.click('.DocSearch-Button, .VPNavBarSearch button')
await page.fill('.VPLocalSearchBox input', 'umask')
const result = page.locator('.VPLocalSearchBox .result').first()
await result.waitFor({ timeout: 10_000 }).catch(() => {})
check((await page.locator('.VPLocalSearchBox .result').count()) > 0, 'the search finds no "umask"')

const elsewhere = asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))
check(elsewhere.length === 0, `asks other hosts: ${elsewhere}`)

await browser.close()
server.close()
for (const failure of failures) console.log(failure)
console.log(`${pages.length} pages, ${links.size} links`)
console.log(`${passed} passed, ${failures.length} failed`)
process.exit(failures.length === 0 ? 0 : 1)
