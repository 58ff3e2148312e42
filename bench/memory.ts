// Loaded into an api that is measured: at SIGUSR2 it collects its garbage, and says on stderr how much memory is left in use.

process.on('SIGUSR2', () => {
  // Twice: what the first round finalises, the second one frees.
  globalThis.gc?.()
  globalThis.gc?.()
  process.stderr.write(`${JSON.stringify(process.memoryUsage())}\n`)
})
