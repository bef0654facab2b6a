import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { randomUUID } from 'node:crypto'
import { cookies } from 'next/headers'
import { NextResponse } from 'next/server'
import { callTool } from '@/lib/mcp'
import { providerOf, userOf } from '@/lib/user-store'

export async function POST(_request: Request, { params }: { params: Promise<{ name: string }> }) {
  const jar = await cookies()
  const id = jar.get('sid')?.value ?? randomUUID()
  jar.set('sid', id, { httpOnly: true, sameSite: 'lax' })
  try {
    const { content } = await callTool(providerOf(id), (await params).name)
    return NextResponse.json({ content })
  } catch (error) {
    if (error instanceof UnauthorizedError) {
      return NextResponse.json({ authorizationUrl: userOf(id).authorizationUrl }, { status: 401 })
    }
    return NextResponse.json({ error: String(error) }, { status: 502 })
  }
}
