// The language that mails are written in.
import { Locale, type User } from '@delete/schemas/users'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { queryClient, trpc } from '../../api.ts'
import { explain } from '../../messages.ts'

const NAMES: Record<Locale, string> = { en: 'English', de: 'Deutsch' }

export function LanguageForm(): React.JSX.Element | undefined {
  const id = useId()
  const { data: user } = useQuery(trpc.users.me.queryOptions())
  const { mutate, isPending, isSuccess, error, variables } = useMutation(
    trpc.users.updateMe.mutationOptions({
      onSuccess: (changed: User) => queryClient.setQueryData(trpc.users.me.queryKey(), changed),
    }),
  )
  if (!user) return undefined
  return (
    <div className="field">
      <label htmlFor={id}>Mails are written in</label>
      <select
        id={id}
        value={(isPending && variables.locale) || user.locale}
        onChange={({ target }) => mutate({ locale: Locale.parse(target.value) })}
      >
        {Locale.options.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {NAMES[locale]}
          </option>
        ))}
      </select>
      <div role="status">{isSuccess && <p className="hint">Saved.</p>}</div>
      <div role="alert">{error && <p className="error">{explain(error)}</p>}</div>
    </div>
  )
}
