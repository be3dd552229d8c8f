// The server answers the addresses of pages from one list (src/site/page_routes.cpp); the routers of
// the three entries know the same ones: a page that one of them lacks is a 404 for whoever reloads it.
import { readFileSync } from 'node:fs'
import type { Router } from 'vue-router'

/** Parameters are named apart here and there: only their places count. */
const shape = (path: string) => path.replace(/\{\w+\}|:\w+/g, '{}')

/** The addresses that the server answers with this file. */
export function servedPages(file: string): string[] {
  const routes = readFileSync('../src/site/page_routes.cpp', 'utf8').matchAll(/\{"(\/[^"]*)", "(\/\w+\.html)"\}/g)
  return [...routes].filter(([, , of]) => of === file).map(([, pattern]) => shape(pattern!)).sort()
}

/** Those that a router has pages for, without its root and what catches the rest. */
export function routedPages(router: Router): string[] {
  const paths = router.getRoutes().map((route) => route.path).filter((path) => path !== '/' && !path.includes(':rest'))
  return [...new Set(paths.map(shape))].sort()
}
