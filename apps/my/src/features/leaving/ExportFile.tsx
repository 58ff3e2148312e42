// All that is held of you, as a file.
import type { Export } from '@delete/schemas/leaving'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl/react'
import { queryClient } from '../../api.ts'
import { Done } from '../../ui/Notice.tsx'
import { textLink } from '../../ui/TextLink.tsx'
import { PasswordForm } from '../auth/PasswordForm.tsx'
import { exportQuery } from './queries.ts'

export function ExportFile(): React.JSX.Element {
  const t = useTranslations('account.export')
  const { data: found, dataUpdatedAt } = useQuery(exportQuery)
  return (
    <>
      {/* Anew for each answer, so that the same one is read out again. */}
      {found && <Found key={dataUpdatedAt} {...found} />}
      {found?.state !== 'ready' && (
        <PasswordForm
          action={t('action')}
          busy={t('busy')}
          send={() => queryClient.fetchQuery(exportQuery)}
        />
      )}
    </>
  )
}

function Found({ state, file, expiresAt }: Export): React.JSX.Element {
  const t = useTranslations('account.export')
  const format = useFormatter()
  const url = useFileUrl(file)
  if (state !== 'ready') return <Done>{t(`state.${state}`)}</Done>
  const date = format.dateTime(new Date(expiresAt ?? 0), { dateStyle: 'long' })
  return (
    <>
      <Done>{t('ready', { date })}</Done>
      <p>
        <a href={url} download="delete-export.json" className={textLink}>
          {t('download')}
        </a>
      </p>
    </>
  )
}

/** Where the browser has it, for as long as it is on the screen. */
function useFileUrl(file: Export['file']): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const text = JSON.stringify(file, null, 2)
    const made = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url
}
