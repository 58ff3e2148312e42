// The mark: a delete key with two people in it, one of them on the way out already.

const KEY =
  'M25 15h23a7 7 0 0 1 7 7v20a7 7 0 0 1-7 7H25a7 7 0 0 1-5.400-2.500L9.600 34.500a4 4 0 0 1 0-5L19.600 17.500A7 7 0 0 1 25 15Z'

/** Beside the name, or alone. */
export function Mark({ className = 'h-8 w-11' }: { className?: string }): React.JSX.Element {
  return (
    <svg viewBox="8 14 48 36" className={className} aria-hidden="true">
      <path d={KEY} className="fill-accent" />
      <circle cx="30" cy="32" r="8.500" className="fill-ground" />
      <circle cx="41" cy="32" r="8.500" className="fill-second" />
    </svg>
  )
}

/** The mark as a picture of the two who leave: large, and for the eye alone. */
export function Leaving({ className = '' }: { className?: string }): React.JSX.Element {
  return (
    <svg viewBox="0 0 64 64" className={className} fill="none" aria-hidden="true">
      <path d={KEY} className="stroke-on-panel/35" strokeWidth="0.500" />
      <g className="animate-leave">
        <circle cx="16" cy="32" r="10" className="fill-on-panel" />
        <circle cx="28" cy="32" r="10" className="fill-apricot" />
        <path d="M22 24A10 10 0 0 1 22 40A10 10 0 0 1 22 24Z" className="fill-shared" />
      </g>
    </svg>
  )
}

/** The name, with its mark. */
export function Wordmark({ className = '' }: { className?: string }): React.JSX.Element {
  return (
    <span className={`inline-flex items-center gap-2.5 font-display text-lg ${className}`}>
      <Mark className="h-7 w-9" />
      Delete
    </span>
  )
}
