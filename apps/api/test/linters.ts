// Two linters of OpenAPI documents, with the rules that they recommend themselves.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { type RulesetDefinition, Spectral } from '@stoplight/spectral-core'
import { oas } from '@stoplight/spectral-rulesets'

/** What Redocly's `recommended` rules find, errors and warnings alike: `info-license: Info object should contain ...`. */
export async function lintByRedocly(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: '/openapi.json',
    config,
  })
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)
}

/** What Spectral's `spectral:oas` rules find, of every severity. */
export async function lintBySpectral(document: object): Promise<string[]> {
  const spectral = new Spectral()
  spectral.setRuleset({ extends: [oas as RulesetDefinition] })
  const problems = await spectral.run(JSON.stringify(document))
  return problems.map(({ code, message, path }) => `${code}: ${message} (${path.join('/')})`)
}
