"""Reading conversations: every face gets its objects from here, under the rights of who asks."""
