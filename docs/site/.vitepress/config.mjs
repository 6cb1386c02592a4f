import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What pages link to that is no page, and where the site has it. */
const files = {
  LICENSE: 'LICENSE.txt',
  'docs/monitoring/rules.yml': 'docs/monitoring/rules.yml',
  'docs/monitoring/grafana-dashboard.json': 'docs/monitoring/grafana-dashboard.json',
  'docs/status.schema.json': 'docs/status.schema.json'
}

const page = (text, link) => ({ text, link })

/** The pages, which are rendered with it, are not below the directory that it is installed in. */
const vueOfTheSite = {
  name: 'vue-of-the-site',
  enforce: 'pre',
  resolveId: (id, importer, { ssr }) => (ssr && /^vue($|\/)/.test(id) ? { id, external: true } : null)
}

export default defineConfig({
  title: 'MakeDaemon',
  description: 'Turns Java and Spring Boot applications into well-behaved Unix daemons.',
  lang: 'en',
  srcDir: root,
  srcExclude: ['**/target/**', '**/node_modules/**'],
  outDir: join(root, 'target/site'),
  cacheDir: join(root, 'target/site-cache'),
  rewrites: { 'README.md': 'index.md', 'benchmarks/README.md': 'benchmarks/index.md' },
  vite: { plugins: [vueOfTheSite] },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page('Getting started', '/docs/getting-started'), { text: 'Javadoc', link: '/apidocs/index.html', target: '_self' }],
    sidebar: [
      {
        text: 'Use',
        items: [
          page('Overview', '/'),
          page('Getting started', '/docs/getting-started'),
          page('Properties', '/docs/properties'),
          page('Commands', '/docs/commands'),
          page('Signals', '/docs/signals'),
          page('Core API', '/docs/core-api')
        ]
      },
      {
        text: 'Operate',
        items: [
          page('The log', '/docs/logging'),
          page('Observability', '/docs/observability'),
          page('systemd', '/docs/systemd'),
          page('Upgrade', '/docs/upgrade'),
          page('Supervision', '/docs/supervision'),
          page('Faster starts', '/docs/faster-starts'),
          page('Migrating', '/docs/migrating'),
          page('Failures', '/docs/failures'),
          page('Troubleshooting', '/docs/troubleshooting')
        ]
      },
      {
        text: 'Know',
        items: [
          page('Where it stays in the foreground', '/docs/where-it-stays-in-the-foreground'),
          page('Limits', '/docs/limits'),
          page('Security', '/docs/security'),
          page('Conformance', '/docs/conformance'),
          page('Architecture', '/docs/architecture'),
          page('Benchmarks', '/benchmarks/')
        ]
      },
      {
        text: 'Take part',
        items: [
          page('Contributing', '/CONTRIBUTING'),
          page('Reporting a vulnerability', '/SECURITY'),
          page('Changelog', '/CHANGELOG')
        ]
      }
    ]
  },
  markdown: {
    // The anchors of GitHub.
    anchor: { slugify: (heading) => heading.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-') },
    config(markdown) {
      // An indented block scrolls as a fenced one does.
      markdown.renderer.rules.code_block = (tokens, i, ...rest) => {
        tokens[i].info = 'text'
        return markdown.renderer.rules.fence(tokens, i, ...rest)
      }
      // The links as the site has them.
      const render = markdown.renderer.rules.link_open ?? ((tokens, i, options, env, self) => self.renderToken(tokens, i, options))
      markdown.renderer.rules.link_open = (tokens, i, options, env, self) => {
        const href = tokens[i].attrGet('href')
        if (!/^[a-z]+:/.test(href)) {
          tokens[i].attrSet('href', href.replace(/(^|\/)README\.md/, '$1index.md').replace(/^LICENSE$/, files.LICENSE))
        }
        return render(tokens, i, options, env, self)
      }
    }
  },
  buildEnd({ outDir }) {
    for (const [source, file] of Object.entries(files)) {
      mkdirSync(dirname(join(outDir, file)), { recursive: true })
      cpSync(join(root, source), join(outDir, file))
    }
    writeFileSync(join(outDir, '.nojekyll'), '')
  }
})
