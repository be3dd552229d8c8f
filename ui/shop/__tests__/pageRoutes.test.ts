import { expect, it } from 'vitest'
import type { I18n } from 'vue-i18n'
import { routedPages, servedPages } from '@/shared/__tests__/pageRoutes'
import { createShopRouter } from '../router'

it('has a page for every address that the server gives to it, and no other', () => {
  const i18n = { global: { t: (key: string) => key } } as unknown as I18n
  const served = servedPages('/shop.html')
  expect(served).not.toEqual([])
  expect(routedPages(createShopRouter(i18n, () => Promise.resolve()))).toEqual(served)
})
