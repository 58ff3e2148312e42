// Forms bound to contracts: a rule is written once, and a refusal appears at the field that it is about.
import type { ErrorCode } from '@delete/schemas/errors'
import { isApiError } from '@delete/shared/client'
import { standardSchemaResolver } from '@hookform/resolvers/standard-schema'
import type { FormEventHandler } from 'react'
import {
  type DefaultValues,
  type FieldValues,
  type Path,
  useForm,
  type UseFormRegisterReturn,
} from 'react-hook-form'
import type { z } from 'zod'
import { explain } from './messages.ts'

interface ContractFormOptions<Input extends FieldValues> {
  /** The contract's input. */
  schema: z.ZodType<Input, Input>
  /** A value for each field of the contract, so that none can be forgotten. */
  defaultValues: Input & DefaultValues<Input>
  /** Sends what fits the contract. */
  send: (input: Input) => Promise<unknown>
  /** The field that a refusal without issues is about. */
  fieldOf?: Partial<Record<ErrorCode, Path<Input>>>
  /** What a refusal is called here, when the api's words are for another place. */
  wording?: Partial<Record<ErrorCode, string>>
}

export interface ContractForm<Input extends FieldValues> {
  /** What a `Field` of this name needs. */
  field: (name: Path<Input>) => UseFormRegisterReturn & { error: string | undefined }
  /** What is wrong with no field in particular. */
  problem: string | undefined
  isSending: boolean
  submit: FormEventHandler
}

/** A form that sends what its contract takes, and shows what is wrong where it is wrong. */
export function useContractForm<Input extends FieldValues>({
  schema,
  defaultValues,
  send,
  fieldOf = {},
  wording = {},
}: ContractFormOptions<Input>): ContractForm<Input> {
  const { register, handleSubmit, setError, getFieldState, formState } = useForm<
    Input,
    unknown,
    Input
  >({
    resolver: standardSchemaResolver(schema),
    defaultValues,
  })

  const showRefusal = (error: unknown): void => {
    const { code, issues } = isApiError(error) ? error.data : { code: undefined, issues: [] }
    const field = code && fieldOf[code]
    const atFields = issues.flatMap(({ pointer, message }) => {
      const name = Object.keys(defaultValues).find((name) => pointer === `/${name}`)
      return name === undefined ? [] : [{ name: name as Path<Input>, message }]
    })
    const message = (code && wording[code]) ?? explain(error)
    if (field) atFields.push({ name: field, message })
    if (atFields.length === 0) setError('root', { message })
    for (const [index, { name, message }] of atFields.entries()) {
      setError(name, { message }, { shouldFocus: index === 0 })
    }
  }

  const submit = handleSubmit((input) => send(input).catch(showRefusal))
  return {
    field: (name) => ({ ...register(name), error: getFieldState(name, formState).error?.message }),
    problem: formState.errors.root?.message,
    isSending: formState.isSubmitting,
    submit: (event) => {
      event.preventDefault()
      if (!formState.isSubmitting) void submit(event)
    },
  }
}
