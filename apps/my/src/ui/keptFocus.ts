// Where the focus goes when what had it is gone.
import { type RefObject, useEffect, useRef } from 'react'

/** Gives it to the element, which has `tabIndex={-1}`, should it be nobody's after a change of `count`. */
export function useKeptFocus<Part extends HTMLElement>(count: number): RefObject<Part | null> {
  const part = useRef<Part>(null)
  useEffect(() => {
    if (document.activeElement === document.body) part.current?.focus({ preventScroll: true })
  }, [count])
  return part
}
