// What the build puts in.
interface ImportMetaEnv {
  /** Where the api is, without a path. */
  readonly VITE_API_URL: string
}
