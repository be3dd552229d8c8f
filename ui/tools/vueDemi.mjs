// Stands for vue-demi, which vue-query uses to run on Vue 2 as well: through it the whole of Vue would be
// kept in the bundle.
export * from 'vue'
export const isVue2 = false
