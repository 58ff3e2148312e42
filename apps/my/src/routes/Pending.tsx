// What stands in the place of a screen whose script is slow to come.
import { Skeleton } from '../ui/Skeleton.tsx'

export function Pending(): React.JSX.Element {
  return <Skeleton lines={5} />
}
