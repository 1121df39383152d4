/** What workerd.capnp binds. */
declare module 'cloudflare:workers' {
  export const env: { readonly LATCHKEY_SECRETS: string }
}
