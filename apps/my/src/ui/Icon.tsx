// The few pictures that stand beside words; they are never read out.

const PATHS = {
  home: 'M4 11.500 12 4.500l8 7M6.500 9.500V19a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V9.500M10 20v-5h4v5',
  account:
    'M12 12.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20.500c.8-3.600 3.700-5.500 7.500-5.500s6.700 1.900 7.500 5.500',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12Zm9.500 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  eyeOff:
    'M4 4l16 16M9.900 5.800A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a17 17 0 0 1-3 3.700M6.300 7.600A16 16 0 0 0 2.500 12S6 18.500 12 18.500a9 9 0 0 0 4.500-1.200M10 10a3 3 0 0 0 4 4.200',
  logOut:
    'M14 8V5.500a1 1 0 0 0-1-1H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1V16M10 12h10.500M17.500 9l3 3-3 3',
  close: 'M6 6l12 12M18 6 6 18',
  device:
    'M4 5.500a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-10ZM8.500 20h7M12 16.500V20',
  warning: 'M12 4 2.500 20h19L12 4Zm0 6v4.500m0 2.500v.500',
  check: 'M4.500 12.500 10 18 19.500 7',
} as const

export type IconName = keyof typeof PATHS
export const iconNames = Object.keys(PATHS) as IconName[]

export function Icon({
  name,
  className = 'size-6',
}: {
  name: IconName
  className?: string
}): React.JSX.Element {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.750"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
