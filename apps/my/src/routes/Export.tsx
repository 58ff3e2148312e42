// The screen where members find all that is held of them.
import { useTranslations } from 'use-intl/react'
import { ExportFile } from '../features/leaving/ExportFile.tsx'
import { Screen } from '../ui/Screen.tsx'
import { TextLink } from '../ui/TextLink.tsx'

export function Export(): React.JSX.Element {
  const t = useTranslations('account.export')
  return (
    <Screen title={t('title')}>
      <div className="grid max-w-form gap-6">
        <p>{t('why')}</p>
        <ExportFile />
        <p>
          <TextLink to="/account/data">{t('back')}</TextLink>
        </p>
      </div>
    </Screen>
  )
}
