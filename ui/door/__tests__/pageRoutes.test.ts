import { expect, it } from 'vitest'
import type { I18n } from 'vue-i18n'
import { routedPages, servedPages } from '@/shared/__tests__/pageRoutes'
import { createDoorRouter } from '../router'

it('has a page for every address that the server gives to it, and no other', () => {
  const i18n = { global: { t: (key: string) => key } } as unknown as I18n
  const served = servedPages('/door.html')
  expect(served).not.toEqual([])
  expect(routedPages(createDoorRouter(i18n))).toEqual(served)
})
