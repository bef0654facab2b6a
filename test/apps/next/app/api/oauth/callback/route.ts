import { transportFor } from '@/lib/mcp'
import { providerOf } from '@/lib/user-store'

export async function GET(request: Request) {
  const query = new URL(request.url).searchParams
  const [code, id] = [query.get('code'), query.get('state')]
  if (!code || !id) return new Response(`No authorization: ${query.get('error')}`, { status: 400 })
  await transportFor(providerOf(id)).finishAuth(code)
  return new Response('Thank you. You can go on.')
}
