// Forms bound to contracts: a rule is written once, and a refusal appears at the field that it is about.
import type { ErrorCode } from '@delete/schemas/errors'
import { isApiError } from '@delete/shared/client'
import { type FormEventHandler, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type * as Contracts from './contracts.ts'
import { type Fault, useExplain } from './explain.ts'

const loadContracts = (): Promise<typeof Contracts> => import('./contracts.ts')

interface ContractFormOptions<Input extends Record<string, string>> {
  /** The contract's input. */
  contract: (contracts: typeof Contracts) => z.ZodType<Input, Input>
  /** A value for each field of the contract, so that none can be forgotten. */
  defaultValues: Input
  /** Sends what fits the contract. */
  send: (input: Input) => Promise<unknown>
  /** The field that a refusal without issues is about. */
  fieldOf?: Partial<Record<ErrorCode, keyof Input>>
  /** What a refusal is called here, when the usual words are for another place. */
  wording?: Partial<Record<ErrorCode, string>>
}

/** What a `Field` of this name needs. */
export interface FieldProps {
  name: string
  defaultValue: string
  error: string | undefined
  onInput: () => void
}

export interface ContractForm<Input> {
  field: (name: keyof Input & string) => FieldProps
  /** What is wrong with no field in particular. */
  problem: string | undefined
  isSending: boolean
  submit: FormEventHandler<HTMLFormElement>
  /** Makes ready what the submit needs. */
  prepare: () => void
}

interface Outcome<Input> {
  faults: Partial<Record<keyof Input, Fault>>
  refusal?: unknown
  /** The field that a refusal leads to. */
  first?: (keyof Input & string) | undefined
}

/** A form that sends what its contract takes, and shows what is wrong where it is wrong. */
export function useContractForm<Input extends Record<string, string>>({
  contract,
  defaultValues,
  send,
  fieldOf = {},
  wording,
}: ContractFormOptions<Input>): ContractForm<Input> {
  const explain = useExplain(wording)
  const [outcome, setOutcome] = useState<Outcome<Input>>({ faults: {} })
  const { faults, refusal } = outcome
  const [isSending, setSending] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const names = Object.keys(defaultValues) as (keyof Input & string)[]

  useEffect(() => {
    const field = outcome.first && form.current?.elements.namedItem(outcome.first)
    if (field instanceof HTMLElement) field.focus()
  }, [outcome])

  const refuse = (refused: Outcome<Input>): void => {
    setOutcome({ ...refused, first: names.find((name) => refused.faults[name]) })
  }

  const attempt = async (sent: FormData): Promise<void> => {
    const values = names.map((name) => [name, sent.get(name) ?? defaultValues[name]])
    const parsed = contract(await loadContracts()).safeParse(Object.fromEntries(values))
    if (!parsed.success) return refuse({ faults: faultsOf(parsed.error.issues.map(ofZod), names) })
    setOutcome({ faults: {} })
    await send(parsed.data)
  }

  const showRefusal = (error: unknown): void => {
    const { code, issues } = isApiError(error) ? error.data : { code: undefined, issues: [] }
    const atFields = faultsOf<Input>(
      issues.map(({ pointer, ...issue }) => ({ name: pointer.slice(1), ...issue })),
      names,
    )
    const field = code && fieldOf[code]
    if (field !== undefined) atFields[field] = { code: 'refused', message: explain.error(error) }
    const isAtField = Object.keys(atFields).length > 0
    refuse(isAtField ? { faults: atFields } : { faults: {}, refusal: error })
  }

  return {
    field: (name) => ({
      name,
      defaultValue: defaultValues[name] ?? '',
      error: faults[name] && explain.fault(faults[name]),
      onInput: () => {
        if (faults[name]) setOutcome({ refusal, faults: { ...faults, [name]: undefined } })
      },
    }),
    problem: refusal === undefined ? undefined : explain.error(refusal),
    isSending,
    // What fails here fails again at the submit, which says so.
    prepare: () => void loadContracts().catch(() => undefined),
    submit: (event) => {
      event.preventDefault()
      if (isSending) return
      form.current = event.currentTarget
      setSending(true)
      void attempt(new FormData(event.currentTarget))
        .catch(showRefusal)
        .finally(() => setSending(false))
    },
  }
}

type NamedFault = Fault & { name: string }

/** The first fault of each field. */
function faultsOf<Input>(
  faults: NamedFault[],
  names: (keyof Input & string)[],
): Outcome<Input>['faults'] {
  const found: Outcome<Input>['faults'] = {}
  for (const name of names) {
    const fault = faults.find((candidate) => candidate.name === name)
    if (fault) found[name] = fault
  }
  return found
}

function ofZod(issue: z.core.$ZodIssue): NamedFault {
  return {
    name: String(issue.path[0]),
    code: issue.code,
    message: issue.message,
    ...(issue.code === 'too_small' && { limit: Number(issue.minimum) }),
    ...(issue.code === 'too_big' && { limit: Number(issue.maximum) }),
    ...(issue.code === 'invalid_format' && { format: issue.format }),
  }
}
