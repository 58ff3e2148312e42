// What stands around every screen.
import { Outlet } from '@tanstack/react-router'

export function Frame(): React.JSX.Element {
  return (
    <>
      <header>
        <p className="wordmark">Delete</p>
        <p>The dating service meant to be deleted.</p>
      </header>
      <Outlet />
    </>
  )
}
